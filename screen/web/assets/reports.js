// Copies a letter, and sends a workbook that came back.
import { say as announce } from "./page.js";
import { put, say, send } from "./upload.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = button.dataset.done;
  } catch {
    text.closest("details").open = true; // no clipboard here: the text is selected, to be copied by hand
    getSelection().selectAllChildren(text);
    button.textContent = button.dataset.byHand;
  }
  button.removeAttribute("aria-label");
  announce(button.textContent);
});

const files = document.getElementById("returned-file");
const place = document.getElementById("returned");
if (files) {
  files.addEventListener("change", async () => {
    const [file] = files.files;
    if (!file) return;
    say(place, files.dataset.reading);
    try {
      const answer = await send(files.dataset.address, file);
      const text = await answer.text();
      if (answer.headers.get("Content-Type").startsWith("text/html")) put(place, text);
      else say(place, text, true);
    } catch {
      say(place, files.dataset.failed, true);
    }
    files.value = "";
  });
}
