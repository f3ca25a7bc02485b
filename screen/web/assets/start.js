// Tables that are dropped or chosen are sent one by one; of one alone, its page is opened.
import { say } from "./page.js";

const drop = document.getElementById("drop");
const files = document.getElementById("files");
const sending = document.getElementById("sending");
const told = drop.dataset;

const worded = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** Show how far a file is, or what became of it. */
function show(line, text, isBad) {
  line.textContent = text;
  line.classList.toggle("bad", isBad);
}

/** Send a file; returns the address of its page, or '' after it was said what went wrong. */
function send(file, line) {
  const name = file.name;
  return new Promise((resolve) => {
    const failed = (text) => {
      show(line, text, true);
      say(text);
      resolve("");
    };
    if (file.size > Number(told.mostBytes)) {
      failed(worded(told.tooLarge, { name }));
      return;
    }
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => {
      const percent = event.total ? Math.floor((100 * event.loaded) / event.total) : 0;
      show(line, worded(told.sending, { name, percent }), false);
    });
    request.addEventListener("load", () => {
      if (request.status === 413) failed(worded(told.tooLarge, { name }));
      else if (request.status !== 200) failed(`${name}: ${request.responseText}`);
      else {
        show(line, worded(told.sent, { name }), false);
        resolve(request.responseText);
      }
    });
    for (const kind of ["error", "abort", "timeout"]) {
      request.addEventListener(kind, () => failed(worded(told.broken, { name })));
    }
    request.open("POST", `/tables/new?name=${encodeURIComponent(name)}`);
    request.send(file);
  });
}

async function sendAll(list) {
  sending.replaceChildren();
  const lines = list.map((file) => {
    const line = document.createElement("li");
    line.dir = "auto";
    sending.append(line);
    return line;
  });
  const addresses = [];
  for (const [place, file] of list.entries()) {
    if (place >= Number(told.mostFiles)) {
      show(lines[place], worded(told.tooMany, { name: file.name }), true);
      addresses.push("");
      continue;
    }
    show(lines[place], worded(told.sending, { name: file.name, percent: 0 }), false);
    addresses.push(await send(file, lines[place]));
    window.htmx.trigger("#desk", "refresh");
  }
  files.value = ""; // so that the same file may be chosen again
  if (list.length === 1 && addresses[0]) location.assign(addresses[0]);
}

files.addEventListener("change", () => sendAll([...files.files]));
for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
for (const kind of ["dragleave", "drop"]) document.addEventListener(kind, () => drop.classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length) sendAll([...event.dataTransfer.files]);
});
