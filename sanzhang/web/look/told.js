// Parts asked for by htmx: a refusal (409, 422) stands where the answer would; a lost connection is told, nothing is lost.
document.addEventListener("htmx:beforeSwap", (sent) => {
  if (![409, 422].includes(sent.detail.xhr.status)) return;
  sent.detail.shouldSwap = true;
  sent.detail.isError = false;
});
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, (sent) => {
    if (sent.detail.requestConfig.verb === "get") return;
    const told = document.createElement("div");
    told.className = "alert alert--late";
    told.dataset.lost = "";
    told.setAttribute("role", "alert");
    told.textContent = "这一步没有办成,什么也没有改。请检查网络再按一次;还不行,就刷新这一页。";
    document.querySelectorAll("[data-lost]").forEach((one) => one.remove());
    sent.detail.target.prepend(told);
  });
}
