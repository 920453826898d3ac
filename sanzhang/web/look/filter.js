// data-filter="#list": hides the rows of a list that lack what is typed, and says how many are left.
for (const box of document.querySelectorAll("[data-filter]")) {
  const rows = [...document.querySelectorAll(`${box.dataset.filter} > *`)];
  const told = document.createElement("p");
  told.className = "hint";
  told.setAttribute("aria-live", "polite");
  box.after(told);
  box.addEventListener("input", () => {
    const words = box.value.trim().toLowerCase();
    for (const row of rows) row.hidden = words !== "" && !row.textContent.toLowerCase().includes(words);
    told.textContent = words ? `找到 ${rows.filter((row) => !row.hidden).length} 项` : "";
  });
}
