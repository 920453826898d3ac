// What a leader's page does by itself: keep what the cellar needs, hand in when a net comes, leave nothing behind.
let later, pause = 5000;
async function handInNow(asked) {
  clearTimeout(later);
  if (asked) pause = 5000; // a net that is back, a page that is opened or looked at again, somebody who says so
  await showDone(page.who ? await handIn().catch(() => []) : []).catch(() => {}); // a browser that keeps nothing
  const waits = page.who && (await queue.all().catch(() => [])).some((entry) => entry.who === page.who && entry.state === "waiting");
  clearTimeout(later); // of another run that ended meanwhile
  later = setTimeout(handInNow, waits ? pause * (0.8 + Math.random() * 0.4) : 60000); // not every net that comes back says so
  pause = waits ? Math.min(pause * 2, 60000) : 5000;
}
const worker = page.who ? navigator.serviceWorker : undefined;
worker?.register("/sw.js").catch(() => {});
worker?.ready.then((ready) => page.stored || ready.active.postMessage("fill"));
worker?.addEventListener("message", (said) => showDone(said.data));
addEventListener("online", handInNow);
addEventListener("pageshow", handInNow);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && handInNow(true));
for (const form of document.querySelectorAll("form[data-clear]")) form.addEventListener("submit", leave);
async function leave(sent) {
  const form = sent.target;
  if (!page.who) return;
  sent.preventDefault();
  await Promise.race([handIn().catch(() => {}), new Promise((done) => setTimeout(done, 8000))]);
  const own = (await queue.all()).filter((entry) => entry.who === page.who);
  const left = own.filter((entry) => !entry.kept).length;
  if (left && !confirm(`还有 ${left} 条没有交,会留在这部手机里,等您再登录才交。现在退出吗?`)) return;
  for (const entry of own.filter((one) => one.kept)) await queue.drop(entry.id); // kept on the server too
  await self.caches?.delete("pages");
  await facts.set("who", "");
  if (await whoIsHere()) form.submit();
  else document.querySelector("main").prepend(told("alert alert--late", "现在没有网。存在手机里的页面已经删掉,登录要等有网才能退出。"));
}
