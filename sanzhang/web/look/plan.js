// data-plan="id": draws a plan from the JSON of that id, grids by pattern and words, houses as marks; anew after each answer.
function drawPlan(box) {
  const found = JSON.parse(document.getElementById(box.dataset.plan).textContent);
  const isNew = !box.plan;
  box.hidden = false; // without scripts a drawing stands here instead
  const plan = box.plan ??= { map: L.map(box, { attributionControl: false, zoomSnap: 0.25 }), drawn: L.layerGroup(), marks: new Map() };
  if (isNew && box.dataset.tiles) L.tileLayer(box.dataset.tiles, { maxZoom: 19 }).addTo(plan.map);
  if (isNew) plan.map.fitBounds(L.latLngBounds(found.houses.map((house) => house[3])).pad(0.06), { maxZoom: 18 });
  plan.drawn.clearLayers();
  plan.marks.clear();
  plan.drawn.addTo(plan.map);
  const signs = new Map(found.areas.map((area) => [area.number, area.sign]));
  for (const area of found.areas) drawGrid(plan, area);
  for (const [id, name, homes, place, grid, pattern, locked] of found.houses) {
    const words = Object.assign(document.createElement("span"), { textContent: (signs.get(grid) ?? "") + (locked ? "锁" : "") });
    const look = `mark plan_mark${locked ? " plan_mark--locked" : ""}`;
    const mark = L.marker(place, {
      icon: L.divIcon({ className: look, html: words, iconSize: null }), title: `${name},${homes} 户`, alt: name,
      draggable: "movable" in box.dataset && !locked, keyboard: false, autoPan: true,
    }).addTo(plan.drawn);
    plan.marks.set(id, mark);
    mark.on("click", () => pickHouse(id, `${name}(${homes} 户)`));
    mark.on("dragend", () => dropHouse(box, mark, id, `${name}(${homes} 户)`, grid, place));
  }
  showPicked(box);
}
function drawGrid(plan, area) {
  const shape = L.polygon(area.rings, {
    className: `plan_area plan_area--${area.pattern}${area.holds ? "" : " plan_area--late"}`, fillColor: `url(#plan-${area.pattern})`, fillOpacity: 1,
  }).addTo(plan.drawn);
  shape.getElement().dataset.grid = area.number;
  if (!area.name) return; // too small for words: its houses bear its number
  const label = document.createElement("span");
  label.append(area.name, Object.assign(document.createElement("span"), { textContent: ` ${area.words} ` }), area.holds ? "✓" : "▲");
  shape.bindTooltip(label, { permanent: true, direction: "center", className: `plan_label${area.holds ? "" : " plan_label--late"}` });
}
for (const box of document.querySelectorAll("[data-plan]")) {
  drawPlan(box);
  for (const name of ["afterSettle", "sendError", "responseError"]) document.addEventListener(`htmx:${name}`, () => drawPlan(box));
}
