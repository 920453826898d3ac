// data-queue: what waits on this phone, each with its words and what can be done with it.
async function drawQueue() {
  const box = document.querySelector("[data-queue]");
  const who = box && (page.who || ((await facts.get("who")) ?? "").split(".")[0]);
  if (!box || box.querySelector("textarea")) return; // somebody is writing here
  const all = await queue.all();
  const own = all.filter((entry) => entry.who === who);
  const rows = own.map(drawEntry);
  if (all.length > own.length) rows.push(told("alert", `还有 ${all.length - own.length} 条是另一个人存的,等他在这部手机上登录再交。`));
  box.replaceChildren(...(rows.length ? rows : [told("empty", "没有等着交的。")]));
}
function drawEntry(entry) {
  const sheet = Object.assign(document.createElement("section"), { className: "sheet" });
  const typed = entry.fields.filter(([name, value]) => value && typedIn(entry, name)), words = typed.map(([, value]) => value);
  const photos = entry.fields.filter(([, value]) => value instanceof File).length;
  sheet.append(Object.assign(document.createElement("h2"), { textContent: entry.title }));
  if (entry.state === "refused") sheet.append(told("alert alert--late", entry.words), ...(entry.kept ? [line("服务器上也留着一份,手机丢了也不会丢。")] : []));
  sheet.append(line(`${clock(entry.made)} 写的${photos ? `,${photos} 张照片` : ""}。${entry.state === "waiting" ? "等着交。" : "没有交成。"}`));
  for (const one of entry.chosen ?? []) sheet.append(line(one));
  for (const [name, value] of typed) sheet.append(line(entry.labels?.[name] && name.includes("_") ? `${entry.labels[name]}:${value}` : value));
  const actions = Object.assign(document.createElement("p"), { className: "actions" });
  actions.append(button(entry.state === "waiting" ? "现在交" : "再交一次", () => sendAnew(entry), ""));
  if (words.length) actions.append(button("改一改", () => change(entry, sheet)), button("复制", (sent) => copyWords(words, sent.target)));
  if (entry.state === "refused") actions.append(Object.assign(document.createElement("a"), { className: "button button--quiet", href: entry.path.replace(/accept\/$/, ""), textContent: "打开那一页" }));
  actions.append(button("丢掉", () => dropEntry(entry), " button--danger"));
  sheet.append(actions);
  return sheet;
}
function line(words) {
  return Object.assign(document.createElement("p"), { textContent: words });
}
function button(words, act, look = " button--quiet") {
  const made = Object.assign(document.createElement("button"), { type: "button", className: `button${look}`, textContent: words });
  made.addEventListener("click", act);
  return made;
}
addEventListener("queue", drawQueue);
