// data-filter="#list": hides the rows of a list that lack what is typed.
for (const box of document.querySelectorAll("[data-filter]")) {
  const rows = [...document.querySelectorAll(`${box.dataset.filter} > *`)];
  box.addEventListener("input", () => {
    const words = box.value.trim();
    for (const row of rows) row.hidden = words !== "" && !row.textContent.includes(words);
  });
}
