// List files are sent one by one into one folder; then the form asks for them to be kept.
import { say, send } from "./upload.js";

const files = document.getElementById("list-files");
const form = document.getElementById("keep");
const place = document.getElementById("sending");

files.addEventListener("change", async () => {
  const batch = form.elements.batch;
  batch.value = "";
  try {
    for (const file of files.files) {
      say(place, `${files.dataset.sending} ${file.name}`);
      const answer = await send("/lists/add", file, batch.value ? { batch: batch.value } : {});
      const text = await answer.text();
      if (!answer.ok) {
        const part = new DOMParser().parseFromString(text, "text/html");
        say(place, `${file.name}: ${part.body.textContent.trim()}`, true);
        return;
      }
      batch.value = text;
    }
    place.replaceChildren();
    if (batch.value) {
      htmx.trigger(form, "sent");
      document.getElementById("errand").scrollIntoView({ block: "center" });
    }
  } catch {
    say(place, files.dataset.failed, true);
  } finally {
    files.value = "";
  }
});
