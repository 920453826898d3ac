// The worker: pages from the net, from their copy where there is none; forms that did not get through are queued.
addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELVES).then(async (look) => {
    await look.addAll(LOOK.map((path) => new Request(path, { cache: "reload" })));
    await look.put(SHELL, await fetch(SHELL, { credentials: "omit", cache: "reload" })); // nobody's page
    await skipWaiting();
  }));
});
addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then(async (names) => {
    await Promise.all(names.filter((name) => name.startsWith("look-") && name !== SHELVES).map((name) => caches.delete(name)));
    await clients.claim();
  }));
});
addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate" && request.method === "GET") event.respondWith(openPage(event, url));
  else if (request.mode === "navigate" && QUEUED.test(url.pathname)) event.respondWith(sendForm(request, url));
  else if (LOOK.includes(url.pathname)) event.respondWith(caches.match(url.pathname).then((kept) => kept ?? fetch(request)));
});
async function openPage(event, url) {
  const began = turn;
  const kept = await copyOf(url);
  const late = kept && new Promise((_, failed) => setTimeout(failed, 6000)); // a net that never answers is none
  try {
    const answer = await Promise.race([fetch(event.request), ...(late ? [late] : [])]);
    event.waitUntil(remember(url.pathname + url.search, answer.clone(), began));
    return answer;
  } catch {
    return kept ? shown(kept) : caches.match(SHELL);
  }
}
async function shown(kept) { // the page itself says how old it is
  const words = (await kept.text()).replace("<html ", `<html data-stored="${kept.headers.get("Sz-Stored")}" `);
  return new Response(words, { headers: kept.headers });
}
