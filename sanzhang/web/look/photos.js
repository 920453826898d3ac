// data-photos="6": shows the chosen photos and says when there are too many.
for (const box of document.querySelectorAll("input[data-photos]")) {
  const told = document.createElement("p");
  told.className = "hint";
  told.setAttribute("aria-live", "polite");
  const list = document.createElement("ul");
  list.className = "photos";
  box.after(told, list);
  box.addEventListener("change", async () => {
    const most = Number(box.dataset.photos) || 6;
    const files = [...box.files];
    box.setCustomValidity(files.length > most ? `最多 ${most} 张,请少选几张。` : "");
    told.textContent = files.length > most ? `选了 ${files.length} 张,最多 ${most} 张。请少选几张。` : files.length ? `选好 ${files.length} 张照片。` : "";
    list.replaceChildren(...await Promise.all(files.slice(0, most).map(draw)));
  });
}
async function draw(file) {
  const row = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = file.name;
  try {
    const picture = await createImageBitmap(file, { resizeWidth: 240 });
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [picture.width, picture.height];
    canvas.getContext("2d").drawImage(picture, 0, 0);
    canvas.setAttribute("aria-hidden", "true");
    row.append(canvas);
  } catch { /* a kind of picture this browser can't draw: its name is enough */ }
  row.append(name);
  return row;
}
