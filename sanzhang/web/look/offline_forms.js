// Forms of a leader's work: with no net they are kept on the phone instead of being lost.
const page = document.documentElement.dataset;
if (page.stored) { // a copy may be filled in twice: each filling is a form of its own
  for (const box of document.querySelectorAll("[name=idempotency_key]")) box.value = newKey();
}
document.addEventListener("submit", async (sent) => {
  const form = sent.target;
  const path = new URL(form.getAttribute("action") || "", location.href).pathname;
  if (sent.defaultPrevented || !page.who || form.method !== "post" || !(QUEUED.test(path) || "offline" in form.dataset)) return;
  sent.preventDefault();
  const here = navigator.onLine ? await whoIsHere() : null;
  if (here?.who === page.who) {
    if (sent.submitter?.name) form.append(hiddenField(sent.submitter.name, sent.submitter.value));
    form.submit();
  } else if (form.reportValidity()) {
    await keepForm(form, path, sent.submitter);
  }
});
function hiddenField(name, value) {
  return Object.assign(document.createElement("input"), { type: "hidden", name, value });
}
async function keepForm(form, path, button) {
  const given = new FormData(form);
  if (button?.name) given.append(button.name, button.value);
  const about = given.get("version") || !given.get("words") ? document.querySelector(".step a, h1").textContent : given.get("words");
  const title = `${button?.textContent.trim() || "没网时写的"}:${String(about).trim().slice(0, 40)}`;
  try {
    await queue.put(newEntry(path, given, { who: page.who, title, ...saidOf(form) }));
    form.replaceWith(told("alert", "已存在手机里,有网会自动交。", "/offline/", "看存着的"));
    navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("queue")).catch(() => {});
    navigator.storage?.persist?.().catch(() => {});
    showCount();
  } catch {
    form.prepend(told("alert alert--late", "现在没有网,手机里也存不下。请先不要关这一页,到有网的地方再交。"));
  }
}
