// data-focus: what went wrong is read out and seen first.
document.querySelector("[data-focus]")?.focus();
