// What this phone keeps: the queue of forms that wait for a net, and a few facts. Used by pages and by the worker.
const QUEUED = /^\/(matters\/(new|\d+\/(accept|answer|pass-up|note))|(supervision\/)?inspect[\w\/-]*)\/$/;
const TYPED = /^(words|spot|note)/; // what somebody wrote
function shelf() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("sanzhang", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("queue", { keyPath: "id" });
      asked.result.createObjectStore("facts");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}
async function shelved(name, mode, act) {
  const opened = await shelf();
  return new Promise((done, failed) => {
    const deal = opened.transaction(name, mode, { durability: "strict" });
    const asked = act(deal.objectStore(name));
    deal.oncomplete = () => { opened.close(); done(asked.result); };
    deal.onerror = deal.onabort = () => { opened.close(); failed(deal.error); };
  });
}
const queue = {
  all: async () => (await shelved("queue", "readonly", (rows) => rows.getAll())).sort((one, other) => (one.made < other.made ? -1 : 1)),
  put: (entry) => shelved("queue", "readwrite", (rows) => rows.put(entry)),
  drop: (id) => shelved("queue", "readwrite", (rows) => rows.delete(id)),
};
const facts = {
  get: (name) => shelved("facts", "readonly", (rows) => rows.get(name)),
  set: (name, value) => shelved("facts", "readwrite", (rows) => rows.put(value, name)),
};
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
}
function newEntry(path, given, more) {
  const left = ["csrfmiddlewaretoken", "idempotency_key"]; // the token is fetched anew, the key goes beside the form
  const fields = [...given].filter(([name, value]) => !left.includes(name) && !(value instanceof File && !value.size));
  return { id: newKey(), key: given.get("idempotency_key") || newKey(), path, fields, made: new Date().toISOString(), state: "waiting", ...more };
}
