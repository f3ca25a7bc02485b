// What every page needs: selects that submit their form, and what is said to those who do not see it.
document.addEventListener("change", (event) => {
  const select = event.target.closest("select[data-submit]");
  if (select) select.form.requestSubmit();
});

/** Come back to what is shown now, which scripts may have changed since; what was typed to be looked up is looked up anew. */
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form.language");
  if (!form) return;
  form.elements.back.value = location.pathname + location.search;
  const typed = document.querySelector("form[data-typed]");
  if (!typed || ![...new FormData(typed).values()].some(Boolean)) return;
  event.preventDefault();
  await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
  typed.submit();
});

/** Say something to a screen reader. */
export function say(text) {
  const place = document.getElementById("said");
  if (place) place.textContent = text;
}
