// The fields that a column may be taken for stand once in the page; a select takes them when it is about to be used, since a
// table may have hundreds of columns. What was opened stays open when the part is shown anew.
const fields = document.getElementById("all-fields");

function fill(event) {
  const select = event.target.closest?.("select[data-fields]");
  if (!select || select.dataset.fields) return;
  select.dataset.fields = "all";
  for (const option of fields.content.querySelectorAll("option")) {
    if (![...select.options].some((own) => own.value === option.value)) select.append(option.cloneNode(true));
  }
}

for (const kind of ["focusin", "pointerover"]) document.addEventListener(kind, fill);

const opened = new Map();
document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.id) opened.set(event.target.id, event.target.open);
  },
  true,
);
document.addEventListener("htmx:afterSwap", () => {
  for (const [id, isOpen] of opened) {
    const details = document.getElementById(id);
    if (details) details.open = isOpen;
  }
  if (document.activeElement === document.body) document.querySelector("#busy, #understood")?.focus({ preventScroll: true });
});
