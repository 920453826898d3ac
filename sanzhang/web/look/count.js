// data-count: tells how many signs may still be typed.
for (const box of document.querySelectorAll("[data-count]")) {
  const told = document.createElement("p");
  told.className = "counter";
  told.setAttribute("aria-live", "polite");
  const tell = () => { told.textContent = `还能写 ${Number(box.dataset.count) - box.value.length} 个字`; };
  box.after(told);
  box.addEventListener("input", tell);
  tell();
}
