// One party: what is typed is kept until it is saved, keys, and what is said where the program does not answer.
import { areOn, isTaken, isToSave } from "./keys.js";
import { say } from "./page.js";

const REVIEWER = "dprk-screen.reviewer";
const UNDECIDED = ".alert:is(.open, .back)";
const UNDO = "form.undo:not([hidden])";
const FIELDS = ["disposition", "reason", "comment", "valid_until", "reviewer", "second_reviewer"];
const draft = (form) => `dprk-screen.draft.${form.dataset.alert}`;
const dossier = () => document.getElementById("dossier");
const plain = (name) => name.trim().replace(/\s+/g, " ").toLowerCase();

function kept(store, key) {
  try {
    return store.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function keep(store, key, value) {
  try {
    if (value) store.setItem(key, value);
    else store.removeItem(key);
  } catch {
    // A browser that keeps nothing: the form works all the same.
  }
}

function values(form) {
  const data = new FormData(form);
  return Object.fromEntries(FIELDS.map((name) => [name, data.get(name) ?? ""]));
}

/** Put what was typed before, and who usually decides, into the forms of a party that was just shown. */
function dress(article) {
  const reviewer = kept(localStorage, REVIEWER);
  for (const form of article.querySelectorAll("form.decide")) {
    const first = form.elements.reviewer;
    const second = form.elements.second_reviewer;
    if (!first.value) first.value = reviewer;
    const waits = form.closest(".alert").classList.contains("second");
    if (waits && reviewer && !second.value && plain(first.value) !== plain(reviewer)) second.value = reviewer;
    form.dataset.began = JSON.stringify(values(form));
    restore(form);
  }
  for (const form of article.querySelectorAll("form.undo")) {
    form.hidden = !reviewer || plain(form.dataset.reviewer) !== plain(reviewer);
  }
}

function restore(form) {
  const typed = kept(sessionStorage, draft(form));
  if (!typed || form.closest(".alert").querySelector(".result.good")) {
    keep(sessionStorage, draft(form), "");
    return;
  }
  for (const [name, value] of Object.entries(JSON.parse(typed))) {
    if (FIELDS.includes(name)) form.elements[name].value = value;
  }
  form.querySelector(".drafted").hidden = false;
  form.closest("details.again")?.setAttribute("open", "");
  form.closest(".alert").open = true;
}

function noted(form) {
  if (!form.dataset.began) return; // it was just put there, and is dressed next
  const now = values(form);
  const began = JSON.parse(form.dataset.began);
  const differs = FIELDS.some((name) => name !== "reviewer" && now[name] !== began[name]);
  keep(sessionStorage, draft(form), differs ? JSON.stringify(now) : "");
  form.querySelector(".drafted").hidden = !differs;
}

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.closest("form.decide");
    if (form) noted(form);
  });
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form.decide");
  if (form) keep(localStorage, REVIEWER, form.elements.reviewer.value.trim());
});

// ---- what comes back -------------------------------------------------------------------------------------------

let sent = "";
let last = null; // the latest decision of this window, which can be taken back from the party that follows too

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target.closest?.("form.decide, form.undo");
  if (form) sent = form.closest(".alert")?.id ?? form.dataset.sent;
});

function trouble(form, text) {
  const place = form.querySelector(".trouble") ?? (form.closest(".alert") ?? dossier()).querySelector(".trouble");
  if (!place) return say(text);
  place.textContent = text;
  place.hidden = false;
  place.scrollIntoView({ block: "nearest" });
}

/** Say why nothing was recorded, where the answer is no party that could be shown. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, elt } = event.detail.requestConfig ? { xhr: event.detail.xhr, elt: event.detail.requestConfig.elt } : {};
  const form = elt?.closest?.("form.decide, form.undo");
  if (!form || xhr.status < 400 || xhr.responseText.includes('id="dossier"')) return;
  event.detail.shouldSwap = false;
  const isHtml = (xhr.getResponseHeader("content-type") ?? "").includes("html");
  const text = isHtml ? new DOMParser().parseFromString(xhr.responseText, "text/html").body.textContent.trim() : xhr.responseText;
  trouble(form, xhr.status === 401 ? dossier().dataset.anew : text);
});

document.addEventListener("htmx:sendError", (event) => {
  const form = event.target.closest?.("form.decide, form.undo");
  if (form) trouble(form, dossier().dataset.gone);
});

document.addEventListener("htmx:load", (event) => {
  const shown = event.target;
  const article = shown.id === "dossier" ? shown : shown.querySelector?.("#dossier");
  if (article) {
    dress(article);
    const alert = sent && document.getElementById(sent);
    if (alert) {
      const result = alert.querySelector(".result");
      alert.open = true;
      alert.querySelector(".stand").focus({ preventScroll: true });
      alert.scrollIntoView({ block: "nearest" });
      last = result?.classList.contains("good") ? remembered(article, alert) : last;
      if (result) say(`${result.textContent} ${alert.querySelector(".stand").textContent}`);
      if (result?.classList.contains("good")) goOn(article, alert);
    }
    sent = "";
    if (last && last.place !== article.dataset.place) offerBack(article);
  }
  const changed = shown.id === "party-head" && document.getElementById("show-changed");
  if (changed && !isBusy()) changed.click();
});

/** Lead to the next alert of the party that waits for a decision, where the officer wants to go on. */
function goOn(article, alert) {
  const next = alert.matches(UNDECIDED) ? null : article.querySelector(UNDECIDED);
  if (!next || !document.getElementById("go-on")?.checked) return;
  alert.open = false;
  next.open = true;
  if (last) offerBack(article);
  next.querySelector("summary").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function remembered(article, alert) {
  const undo = alert.querySelector(UNDO);
  const name = article.querySelector("#party-name").textContent;
  return undo && { name, place: article.dataset.place, sent: alert.id, undo: undo.cloneNode(true) };
}

/** Offer to take the latest decision back, where the next party has been opened since. */
function offerBack(article) {
  const line = document.createElement("div");
  const text = document.createElement("span");
  const undo = last.undo.cloneNode(true);
  line.className = "notice good row last no-print";
  text.dir = "auto";
  text.textContent = article.dataset.last.replace("{name}", () => last.name);
  undo.dataset.sent = last.sent;
  line.append(text, undo);
  article.prepend(line);
  window.htmx.process(undo);
}

/** Whether the officer is at something that a party shown anew would disturb. */
function isBusy() {
  const forms = [...document.querySelectorAll("form.decide")];
  return forms.some((form) => form.contains(document.activeElement) || kept(sessionStorage, draft(form)));
}

// ---- keys ------------------------------------------------------------------------------------------------------

/** The alert that keys are for: the one with the focus, else the first that is open. */
function alertInFocus() {
  return document.activeElement?.closest?.(".alert") ?? document.querySelector("#dossier .alert[open]");
}

function choose(alert, number) {
  alert.open = true;
  const form = alert.querySelector("form.decide");
  form.closest("details.again")?.setAttribute("open", "");
  const radio = form.querySelectorAll('input[name="disposition"]')[number - 1];
  radio.checked = true;
  radio.focus();
  noted(form);
}

document.addEventListener("keydown", (event) => {
  const alert = dossier() && alertInFocus();
  if (!alert) return;
  if (isToSave(event)) {
    event.preventDefault();
    alert.querySelector("form.decide").requestSubmit();
    return;
  }
  if (isTaken(event) || !areOn()) return;
  if (/^[1-5]$/.test(event.key)) choose(alert, Number(event.key));
  else if (event.key === "s") alert.querySelector("form.decide").requestSubmit();
  else if (event.key === "u") (alert.querySelector(UNDO) ?? document.querySelector(`.last ${UNDO}`))?.requestSubmit();
  else return;
  event.preventDefault();
});

if (dossier()) dress(dossier());
