// Copies of a leader's pages: one person's at a time, gone when another comes, when the posts change, after seven days.
const PAGES = "pages", SHELVES = `look-${RELEASE}`, WEEK = 7 * 24 * 3600 * 1000, MOST = 260;
let turn = 0; // how often the copies were thrown away: what was asked for before is not kept after
async function meet(answer) { // every page says whose it is; a page of nobody means that nobody is signed in
  const whose = answer.headers.get("Sz-Who") || "";
  if (whose !== ((await facts.get("who")) ?? "")) await forget();
  await facts.set("who", whose);
  await facts.set("seen", Date.now());
  return whose;
}
async function forget() {
  turn += 1;
  await caches.delete(PAGES);
  await facts.set("filled", 0);
}
async function remember(path, answer, began, stamp = "") {
  const isPage = (answer.headers.get("Content-Type") || "").startsWith("text/html");
  if (began !== turn || answer.type === "opaqueredirect" || answer.status >= 500 || !isPage) return;
  const whose = await meet(answer), now = turn;
  const pages = await caches.open(PAGES);
  if ([403, 404].includes(answer.status)) await pages.delete(path);
  if (whose && answer.ok && !answer.redirected && answer.headers.has("Sz-Keep")) {
    const headers = new Headers(answer.headers);
    for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
    headers.set("Sz-Stored", new Date().toISOString());
    headers.set("Sz-Stamp", stamp);
    await pages.put(path, new Response(await answer.blob(), { headers }));
  }
  const kept = await pages.keys();
  if (kept.length > MOST) await pages.delete(kept[0]);
  if (!whose || now !== turn) await caches.delete(PAGES);
}
async function copyOf(url) {
  if (Date.now() - ((await facts.get("seen")) ?? 0) > WEEK) await forget();
  const kept = (path) => caches.match(path, { cacheName: PAGES });
  return (await kept(url.pathname + url.search)) ?? (url.pathname.endsWith("/new/") ? kept(url.pathname) : undefined);
}
