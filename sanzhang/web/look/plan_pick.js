// Houses of a plan: a tap picks one for the form #move, a drag into another grid sends it there at once.
function boxesOf(id) { // a declaration: plan.js, which comes before, calls it while the page is read
  return [...document.querySelectorAll(`[name=building]${id ? `[value="${id}"]` : ""}`)];
}
function pickHouse(id, name) {
  const list = document.querySelector("[data-picked]");
  const [box] = boxesOf(id);
  if (!list) return;
  if (box) box.checked = !box.checked;
  else {
    const row = document.createElement("li");
    row.innerHTML = '<label class="choice"><input type="checkbox" name="building" checked><span></span></label>';
    row.querySelector("input").value = id;
    row.querySelector("span").textContent = name;
    list.append(row);
  }
  document.querySelectorAll("[data-plan]").forEach(showPicked);
}
function dropHouse(box, mark, id, name, grid, place) {
  const seen = mark.getElement().getBoundingClientRect();
  const under = document.elementsFromPoint(seen.x + seen.width / 2, seen.y + seen.height / 2).find((one) => one.dataset.grid);
  if (!under || Number(under.dataset.grid) === grid) {
    mark.setLatLng(place);
    return;
  }
  if (!boxesOf(id).some((one) => one.checked)) {
    for (const other of boxesOf()) other.checked = false;
    pickHouse(id, name);
  }
  document.getElementById("to").value = under.dataset.grid;
  document.getElementById("move-button").click();
}
function showPicked(box) {
  const picked = new Set(boxesOf().filter((one) => one.checked).map((one) => one.value));
  for (const [id, mark] of box.plan.marks) mark.getElement()?.classList.toggle("plan_mark--picked", picked.has(id));
}
document.addEventListener("change", (changed) => {
  if (changed.target.name === "building") document.querySelectorAll("[data-plan]").forEach(showPicked);
});
