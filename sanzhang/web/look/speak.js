// data-speak="#id": reads that part aloud, once more stops; a browser that has no voice shows no button.
for (const button of document.querySelectorAll("[data-speak]")) {
  const voice = window.speechSynthesis;
  if (!voice || !window.SpeechSynthesisUtterance) continue;
  const words = button.textContent;
  const rest = () => { button.textContent = words; button.setAttribute("aria-pressed", "false"); };
  button.hidden = false;
  button.addEventListener("click", () => {
    if (voice.speaking) {
      voice.cancel();
      rest();
      return;
    }
    // Sentence by sentence: some phones fall silent in the middle of long words.
    const told = document.querySelector(button.dataset.speak);
    const links = new Set([...told.querySelectorAll("a")].map((link) => link.innerText.trim()));
    const parts = told.innerText.split(/[\n。;]+/).map((part) => part.trim()).filter((part) => part && !links.has(part));
    for (const [place, part] of parts.entries()) {
      const said = new SpeechSynthesisUtterance(part);
      said.lang = "zh-CN";
      said.rate = 0.9;
      if (place === parts.length - 1) said.onend = rest;
      voice.speak(said);
    }
    button.textContent = "停下来";
    button.setAttribute("aria-pressed", "true");
  });
}
addEventListener("pagehide", () => window.speechSynthesis?.cancel());
