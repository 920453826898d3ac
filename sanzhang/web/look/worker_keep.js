// Copies of a leader's pages: one person's at a time, gone when another comes, when the posts change, after seven days.
const PAGES = "pages", SHELVES = `look-${RELEASE}`, WEEK = 7 * 24 * 3600 * 1000, MOST = 260;
async function meet(answer) { // every page says whose it is; a page of nobody means that nobody is signed in
  const whose = answer.headers.get("Sz-Who") || "";
  if (whose !== ((await facts.get("who")) ?? "")) await forget();
  await facts.set("who", whose);
  await facts.set("seen", Date.now());
  return whose;
}
async function forget() {
  await caches.delete(PAGES);
  await facts.set("filled", 0);
}
async function remember(path, answer, stamp = "") {
  if (answer.type === "opaqueredirect" || answer.status >= 500 || !(answer.headers.get("Content-Type") || "").startsWith("text/html")) return;
  const whose = await meet(answer);
  const pages = await caches.open(PAGES);
  if ([403, 404].includes(answer.status)) await pages.delete(path);
  if (!whose || !answer.ok || answer.redirected || !answer.headers.has("Sz-Keep")) return;
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  headers.set("Sz-Stored", new Date().toISOString());
  headers.set("Sz-Stamp", stamp);
  await pages.put(path, new Response(await answer.blob(), { headers }));
  const kept = await pages.keys();
  if (kept.length > MOST) await pages.delete(kept[0]);
}
async function copyOf(url) {
  if (Date.now() - ((await facts.get("seen")) ?? 0) > WEEK) await forget();
  const pages = await caches.open(PAGES);
  return (await pages.match(url.pathname + url.search)) ?? (url.pathname.endsWith("/new/") ? pages.match(url.pathname) : undefined);
}
async function shown(kept) { // the page itself says how old it is
  const words = (await kept.text()).replace("<html ", `<html data-stored="${kept.headers.get("Sz-Stored")}" `);
  return new Response(words, { headers: kept.headers });
}
