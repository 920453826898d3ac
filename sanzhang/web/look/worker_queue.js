// What the worker does beside: keep the pages that the cellar needs, queue a lost form, hand in when the net is back.
async function sendForm(request, url) {
  const spare = request.clone();
  try {
    return await fetch(request);
  } catch {
    const given = await spare.formData();
    const who = ((await facts.get("who")) ?? "").split(".")[0];
    const title = `没网时写的:${String(given.get("words") ?? "收到").slice(0, 40)}`;
    await queue.put(newEntry(url.pathname, given, { who, title }));
    await registration.sync?.register("queue").catch(() => {});
    return Response.redirect(SHELL, 303);
  }
}
addEventListener("message", (event) => {
  if (event.data === "fill") event.waitUntil(fill());
});
addEventListener("sync", (event) => {
  if (event.tag === "queue") event.waitUntil(handIn().then(tellAll));
});
async function tellAll(done) {
  for (const one of await clients.matchAll({ type: "window" })) one.postMessage(done);
}
let isFilling = false;
async function fill() { // at most every ten minutes, one page after another
  if (isFilling || Date.now() - ((await facts.get("filled")) ?? 0) < 600000) return;
  isFilling = true;
  try {
    const here = await whoIsHere("?pages");
    for (const [path, stamp] of here?.pages ?? []) {
      const kept = await (await caches.open(PAGES)).match(path);
      if (stamp && kept?.headers.get("Sz-Stamp") === stamp) continue;
      const began = turn;
      await remember(path, await fetch(path, { cache: "no-store" }), began, stamp);
    }
    if (here?.pages) await facts.set("filled", Date.now());
  } catch { /* the net went away: the next page begins anew */ } finally {
    isFilling = false;
  }
}
