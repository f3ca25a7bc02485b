// Sends a workbook that came back.
import { put, say, send } from "./upload.js";

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
