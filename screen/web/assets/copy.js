// Copies a letter.
import { say as announce } from "./page.js";

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
