// data-draft="name": what was typed is kept in this tab until the form has arrived: a lost net loses no word.
const drafts = [...document.querySelectorAll("form[data-draft]")];
const gone = sessionStorage.getItem("draft-sent"); // it was sent, and another page came: it has arrived
if (gone && !drafts.some((form) => `draft:${form.dataset.draft}` === gone)) {
  for (const key of [gone, "draft-sent"]) sessionStorage.removeItem(key);
}
for (const form of drafts) {
  const key = `draft:${form.dataset.draft}`;
  const boxes = [...form.querySelectorAll("textarea, input[type=text], input:not([type])")];
  const kept = JSON.parse(sessionStorage.getItem(key) || "{}");
  for (const box of boxes) if (!box.value && kept[box.name]) box.value = kept[box.name];
  form.addEventListener("input", () => {
    sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(boxes.map((box) => [box.name, box.value]))));
  });
  form.addEventListener("submit", () => sessionStorage.setItem("draft-sent", key));
}
for (const form of document.querySelectorAll("form[data-clear]")) {
  form.addEventListener("submit", () => sessionStorage.clear());
}
