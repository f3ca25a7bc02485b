// Tables that are dropped or chosen are sent one by one; of one alone, its page is opened.
import { say } from "./page.js";

const drop = document.getElementById("drop");
const files = document.getElementById("files");
const sending = document.getElementById("sending");

/** Send a file; returns the address of its page, or what to say. */
async function send(file, line) {
  const answer = await fetch(`/tables/new?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file });
  const text = await answer.text();
  line.classList.toggle("bad", !answer.ok);
  line.textContent = answer.ok ? `✓ ${file.name}` : `${file.name}: ${text}`;
  return answer.ok ? text : "";
}

async function sendAll(list) {
  const addresses = [];
  for (const file of list) {
    const line = document.createElement("li");
    line.dir = "auto";
    line.textContent = `${file.name} …`;
    sending.append(line);
    try {
      addresses.push(await send(file, line));
    } catch {
      line.textContent = `${file.name}: ✗`;
      line.classList.add("bad");
    }
    say(line.textContent);
  }
  const sent = addresses.filter(Boolean);
  if (sent.length && sent.length === addresses.length) location.assign(sent.length === 1 ? sent[0] : "/");
}

files.addEventListener("change", () => sendAll(files.files));
for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
for (const kind of ["dragleave", "drop"]) document.addEventListener(kind, () => drop.classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length) sendAll(event.dataTransfer.files);
});
