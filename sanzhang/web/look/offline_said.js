// What a form says in words, kept beside its fields: the list of what waits has no page to look at.
function saidOf(form) { // what the fields are called, "" for hidden ones; what was chosen of a line of its own
  const boxes = [...form.elements].filter((box) => box.name);
  const typed = boxes.filter((box) => TYPED.test(box.name));
  const chosen = boxes.filter((box) => box.type === "radio" && box.checked && !box.defaultChecked && box.name.includes("_"));
  return {
    labels: Object.fromEntries(typed.map((box) => [box.name, box.type === "hidden" ? "" : nameOf(box)])),
    chosen: chosen.map((box) => `${nameOf(box)}:${box.labels[0].textContent.trim()}`),
  };
}
function nameOf(box) { // a field that stands many times goes by the heading over it
  const heading = box.name.includes("_") && box.closest("section")?.querySelector("h2");
  return (heading || box.labels?.[0])?.textContent.replace(/\(.*?\)/g, "").trim() ?? "";
}
function typedIn(entry, name) { // what somebody wrote, not what a form says by itself
  return TYPED.test(name) && entry.labels?.[name] !== "";
}
