// Tells what is kept: the age of a copy, how many forms wait, what was handed in; and hands in when there is a net.
function told(look, words, url, linkWords) {
  const box = Object.assign(document.createElement("div"), { className: look });
  box.setAttribute("role", look.includes("late") ? "alert" : "status");
  box.append(...String(words).split("\n").map((one) => Object.assign(document.createElement("p"), { textContent: one })));
  if (url) {
    const line = document.createElement("p");
    line.append(Object.assign(document.createElement("a"), { href: url, textContent: linkWords }));
    box.append(line);
  }
  return box;
}
async function showCount() {
  const own = (await queue.all()).filter((entry) => entry.who === page.who);
  const where = document.querySelector(".bar_where");
  if (!where || !page.who) return;
  const badge = where.querySelector("[data-waiting]") ?? Object.assign(document.createElement("a"), { href: "/offline/" });
  badge.dataset.waiting = own.length;
  badge.setAttribute("aria-live", "polite");
  const refused = own.filter((entry) => entry.state === "refused").length;
  badge.textContent = refused ? `没交成 ${refused}` : own.length ? `待交 ${own.length}` : "";
  if (!badge.isConnected && own.length) where.prepend(badge, " ");
}
async function showDone(done) {
  for (const one of done) document.querySelector("main").prepend(told("alert", `没网时写的,现在交了:${one.title}`, one.url, "去看看"));
  await showCount();
  dispatchEvent(new Event("queue"));
}
function clock(said) { // 10:32, or 11月3日 10:32
  const then = new Date(said), today = new Date().toDateString() === then.toDateString();
  const time = then.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  return today ? time : `${then.getMonth() + 1}月${then.getDate()}日 ${time}`;
}
if (page.stored) document.querySelector("main").prepend(told("alert", `这是 ${clock(page.stored)} 存下的,现在没有网。`));
