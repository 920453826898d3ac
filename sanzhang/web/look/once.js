// Every form: a second tap within eight seconds sends nothing; the server would do it once all the same.
document.addEventListener("submit", (sent) => {
  if (sent.target.method !== "post" || sent.defaultPrevented) return;
  const buttons = [...sent.target.querySelectorAll("button:not([type=button]):not([disabled])")];
  setTimeout(() => buttons.forEach((button) => { button.disabled = true; button.dataset.once = ""; }), 0);
  setTimeout(() => buttons.forEach((button) => { button.disabled = false; }), 8000);
});
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[data-once]")) button.disabled = false;
});
