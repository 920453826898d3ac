// What a person does with an entry of the queue: send it after all, change it, copy it, throw it away.
async function sendAnew(entry) { // whoever sends it anew has read the refusal, and so knows the state it tells of
  const fields = entry.fields.map(([name, value]) => [name, name === "version" && entry.version ? entry.version : value]);
  const anew = entry.state === "refused" ? { key: newKey(), again: true, state: "waiting" } : {};
  await queue.put({ ...entry, fields, ...anew });
  document.querySelectorAll("[data-queue] textarea").forEach((box) => box.remove());
  await handInNow(true);
  if (!(await whoIsHere())) document.querySelector("[data-queue]").prepend(told("alert", "现在没有网,有网会自动交。"));
}
function change(entry, sheet) {
  const boxes = entry.fields.map(([name, value]) => {
    if (!typedIn(entry, name)) return null;
    const words = entry.labels?.[name] ?? (name === "spot" ? "具体位置" : "写的话");
    const label = Object.assign(document.createElement("label"), { className: "label", textContent: words });
    const box = Object.assign(document.createElement("textarea"), { value, rows: name === "spot" ? 1 : 5 });
    label.append(box);
    return [label, box];
  });
  const keep = async () => {
    const fields = entry.fields.map(([name, value], place) => [name, boxes[place] ? boxes[place][1].value : value]);
    await sendAnew({ ...entry, fields });
  };
  sheet.replaceChildren(...boxes.filter(Boolean).map(([label]) => label), button("改好了,再交", keep, ""), " ", button("不改了", () => { sheet.replaceChildren(); drawQueue(); }));
  boxes.find(Boolean)?.[1].focus();
}
async function copyWords(words, where) {
  await navigator.clipboard.writeText(words.join("\n"));
  where.textContent = "已复制";
}
async function dropEntry(entry) {
  if (!confirm(`丢掉“${entry.title}”?写的字和照片都不再留着。`)) return;
  await queue.drop(entry.id);
  const here = entry.kept ? await whoIsHere() : null;
  const headers = { "X-CSRFToken": here?.token, "Idempotency-Key": newKey() };
  if (here?.who === entry.who) await fetch(`/matters/unsent/${entry.id}/settle/`, { method: "POST", headers, body: new URLSearchParams({ how: "dropped" }) });
  await handInNow(true);
}
