// data-map: the buildings of a place; the number in the mark is its grid, so nothing depends on colour alone.
for (const box of document.querySelectorAll("[data-map]")) {
  const map = L.map(box, { zoomControl: true, attributionControl: false });
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { maxZoom: 19 }).addTo(map);
  const mark = (one) => L.divIcon({ className: `mark mark--${one.properties.number % 6}`, html: `<span>${Number(one.properties.number)}</span>`, iconSize: null });
  fetch(box.dataset.map).then((answer) => answer.json()).then((found) => {
    const layer = L.geoJSON(found, {
      pointToLayer: (one, at) => L.marker(at, { icon: mark(one), title: one.properties.name, alt: one.properties.name }),
      style: (one) => ({ className: `mark_area mark_area--${one.properties.number % 6}`, weight: 2, fillOpacity: 1 }),
      onEachFeature: (one, drawn) => {
        const words = document.createElement("a");
        words.href = one.properties.url;
        const told = one.properties;
        words.textContent = told.words || ("grid" in told ? `${told.name} · ${told.grid} · ${told.households} 户` : told.name);
        drawn.bindPopup(words);
        if (one.geometry.type === "Polygon") drawn.bindTooltip(String(Number(one.properties.number)), { permanent: true, direction: "center", className: "map_label" });
      },
    }).addTo(map);
    if (found.features.length) map.fitBounds(layer.getBounds().pad(0.08), { maxZoom: 18 });
    else map.setView([43.88, 125.32], 12);
  });
}
