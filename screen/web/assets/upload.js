// Files that are sent as they are, one by one, and the part of the page that answers.

/** Send a file as the body of a request. Returns the answer; throws where none comes. */
export function send(address, file, more = {}) {
  const query = new URLSearchParams({ name: file.name, ...more });
  return fetch(`${address}?${query}`, { method: "POST", body: file, headers: { "HX-Request": "true" } });
}

/** Put a part that our own server made into the page, and let htmx see it. */
export function put(place, html) {
  htmx.swap(place, html, { swapStyle: "innerHTML" });
}

/** Say something plain in a place. */
export function say(place, text, isBad = false) {
  const line = document.createElement("p");
  line.className = isBad ? "notice bad" : "notice";
  line.dir = "auto";
  line.textContent = text;
  place.replaceChildren(line);
}
