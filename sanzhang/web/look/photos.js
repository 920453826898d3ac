// data-photos: names the chosen photos and says when there are too many.
for (const box of document.querySelectorAll("input[data-photos]")) {
  const told = document.createElement("p");
  told.className = "hint";
  told.setAttribute("aria-live", "polite");
  box.after(told);
  box.addEventListener("change", () => {
    const most = Number(box.dataset.photos);
    const count = box.files.length;
    told.textContent = count > most ? `选了 ${count} 张,最多 ${most} 张。请少选几张。` : count ? `选好 ${count} 张照片。` : "";
  });
}
