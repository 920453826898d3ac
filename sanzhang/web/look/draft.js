// data-draft="name": what was typed is kept in this tab until the form is sent.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `draft:${form.dataset.draft}`;
  const boxes = [...form.querySelectorAll("textarea, input[type=text], input:not([type])")];
  const kept = JSON.parse(sessionStorage.getItem(key) || "{}");
  for (const box of boxes) if (!box.value && kept[box.name]) box.value = kept[box.name];
  form.addEventListener("input", () => {
    sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(boxes.map((box) => [box.name, box.value]))));
  });
  form.addEventListener("submit", () => sessionStorage.removeItem(key));
}
for (const form of document.querySelectorAll("form[data-clear]")) {
  form.addEventListener("submit", () => sessionStorage.clear());
}
