// What a leader's page does by itself: keep what the cellar needs, hand in when a net comes, leave nothing behind.
if (page.who) navigator.serviceWorker?.register("/sw.js").catch(() => {});
navigator.serviceWorker?.ready.then((worker) => page.stored || worker.active.postMessage("fill"));
addEventListener("online", handInNow);
addEventListener("pageshow", handInNow);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && handInNow());
for (const form of document.querySelectorAll("form[data-clear]")) {
  form.addEventListener("submit", async (sent) => {
    if (!page.who || form.dataset.left) return;
    sent.preventDefault();
    form.dataset.left = "1";
    await Promise.race([handIn().catch(() => {}), new Promise((done) => setTimeout(done, 8000))]);
    const own = (await queue.all()).filter((entry) => entry.who === page.who);
    for (const entry of own.filter((one) => one.kept)) await queue.drop(entry.id); // kept on the server too
    const left = own.filter((entry) => !entry.kept).length;
    if (left && !confirm(`还有 ${left} 条没有交,会留在这部手机里,等您再登录才交。现在退出吗?`)) delete form.dataset.left;
    else form.submit();
  });
}
