// data-map: the buildings of a place; the number in the mark is its grid, so nothing depends on colour alone.
for (const box of document.querySelectorAll("[data-map]")) {
  const map = L.map(box, { zoomControl: false, attributionControl: false });
  L.control.zoom({ zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { maxZoom: 18 }).addTo(map);
  fetch(box.dataset.map).then((answer) => answer.json()).then((found) => {
    const layer = L.geoJSON(found, {
      pointToLayer: (one, at) => L.marker(at, {
        icon: L.divIcon({ className: `mark mark--${one.properties.number % 6}`, html: `<span>${Number(one.properties.number)}</span>`, iconSize: null }),
        title: one.properties.name,
      }),
      style: { className: "mark_area" },
      onEachFeature: (one, drawn) => {
        const words = document.createElement("a");
        words.href = one.properties.url;
        words.textContent = `${one.properties.name} · ${one.properties.grid} · ${one.properties.households} 户`;
        drawn.bindPopup(words);
      },
    }).addTo(map);
    if (found.features.length) map.fitBounds(layer.getBounds().pad(0.08));
    else map.setView([43.88, 125.32], 12);
  });
}
