// Keys of a single sign: whether they are to act, which the user may switch off for good.
const NAME = "dprk-screen.keys";

/** Whether keys of a single sign act at all. */
export function areOn() {
  try {
    return localStorage.getItem(NAME) !== "off";
  } catch {
    return true; // a browser that keeps nothing
  }
}

/** Switch keys of a single sign on or off, for this browser. */
export function switchOn(isOn) {
  try {
    localStorage.setItem(NAME, isOn ? "on" : "off");
  } catch {
    // it holds for this page only then
  }
}

/** Whether a key saves, also from within a field. */
export function isToSave(event) {
  if (event.defaultPrevented || event.isComposing || event.altKey || document.querySelector("dialog[open]")) return false;
  return event.key === "Enter" && (event.ctrlKey || event.metaKey);
}

/** Whether a key belongs to what has the focus, or to the browser, and not to the page. */
export function isTaken(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (document.querySelector("dialog[open]")) return true;
  const field = event.target.closest("input, textarea, select, [contenteditable]");
  return Boolean(field) && !["checkbox", "radio", "button"].includes(field.type);
}
