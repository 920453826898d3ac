// data-count="500": tells how many signs may still be typed, once there are few left.
for (const box of document.querySelectorAll("[data-count]")) {
  const told = document.createElement("p");
  told.className = "counter";
  told.setAttribute("aria-live", "polite");
  const tell = () => {
    const left = Number(box.dataset.count) - [...box.value].length;
    told.textContent = left < 0 ? `多了 ${-left} 个字` : `还能写 ${left} 个字`;
    told.classList.toggle("counter--late", left < 0);
  };
  box.after(told);
  box.addEventListener("input", tell);
  tell();
}
