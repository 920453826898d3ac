// Hands in what waits, one after another. However often and in whatever order it comes, the server does it once.
async function whoIsHere(asked = "") {
  const limit = new AbortController();
  const clock = setTimeout(() => limit.abort(), 5000); // a net that never answers is none
  try {
    const answer = await fetch(`/offline/who/${asked}`, { cache: "no-store", signal: limit.signal });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  } finally {
    clearTimeout(clock);
  }
}
function handIn() { // one page at a time, where the browser can see to it
  return self.navigator.locks ? navigator.locks.request("sanzhang-queue", handInAll) : handInAll();
}
async function handInAll() {
  const waiting = (await queue.all()).filter((entry) => entry.state === "waiting");
  const here = waiting.length ? await whoIsHere() : null;
  const done = [];
  for (const entry of here?.who ? waiting.filter((one) => one.who === here.who) : []) {
    const said = await handInOne(entry, here.token);
    if (!said) break; // no net, no answer, too busy: later
    if (said.state === "done") done.push({ title: entry.title, url: said.url });
  }
  return done;
}
async function handInOne(entry, token) {
  const body = new FormData();
  for (const [name, value] of entry.fields) body.append(name, value);
  const headers = { "X-CSRFToken": token, "Idempotency-Key": entry.key, "Sz-Offline": entry.made, "Sz-Entry": entry.id, "Sz-Title": encodeURIComponent(entry.title) };
  if (entry.again) headers["Sz-Again"] = "1";
  const answer = await fetch(entry.path, { method: "POST", body, headers, signal: AbortSignal.timeout?.(120000) }).catch(() => null);
  const said = answer && answer.status < 500 ? await answer.json().catch(() => null) : null;
  if (said?.state === "done") await queue.drop(entry.id);
  else if (said?.state === "refused") await queue.put({ ...entry, state: "refused", words: said.words, version: said.version, kept: said.kept });
  else return null;
  return said;
}
