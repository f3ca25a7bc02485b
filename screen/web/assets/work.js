// The workplace: filters without a reload, the party beside the queue, keys, and what follows a decision.
import { areOn, isTaken, switchOn } from "./keys.js";
import { say } from "./page.js";
import { Rows } from "./rows.js";

const workplace = document.getElementById("workplace");
const form = document.getElementById("filters");
const search = document.getElementById("search");
const party = document.getElementById("party");
const back = document.getElementById("back");
const goOn = document.getElementById("go-on");
const dialog = document.getElementById("keys");
const { table } = workplace.dataset;
const nobody = document.getElementById("nobody");
const wide = matchMedia("(min-width: 60rem)");
let rows = null;
let listed = query(location.search);
let asked = new AbortController();
let refreshed = Promise.resolve();
let isOpening = false;

/** The filters of an address, without what else its query says. */
function query(text) {
  const all = new URLSearchParams(text);
  for (const name of ["from", "run", "after"]) all.delete(name);
  for (const [name, value] of [...all]) if (!value) all.delete(name, value);
  return all.toString();
}

const withQuery = (path, text) => (text ? `${path}?${text}` : path);
const openPlace = () => workplace.dataset.open ?? "";
const here = () => withQuery(openPlace() ? `${table}/parties/${openPlace()}` : table, listed);

function lost() {
  say(workplace.dataset.lost);
}

// ---- the list --------------------------------------------------------------------------------------------------

function build() {
  rows?.close();
  const scroller = document.getElementById("rows");
  rows = scroller ? new Rows(scroller, lost) : null;
  rows?.markOpen(openPlace());
  rows?.show();
}

/** Fetch what follows from filters; returns the pieces of the page by their id. */
async function pieces(text, signal, more = {}) {
  const url = new URL(withQuery(`${table}/queue`, text), location.href);
  for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value);
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal });
  if (answer.status === 409 || answer.status === 404) location.assign(table); // read anew, or not on the desk any more
  if (!answer.ok) throw new Error(String(answer.status));
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  return (id) => made.content.getElementById(id);
}

function replace(id, made) {
  const old = document.getElementById(id);
  const focus = old.contains(document.activeElement) ? document.activeElement.id : "";
  const isOpen = old.querySelector(".matters")?.open;
  old.replaceWith(made);
  if (isOpen && made.querySelector(".matters")) made.querySelector(".matters").open = true;
  if (focus) document.getElementById(focus)?.focus();
}

/** Show the list as filters say, from the top and in today's order. */
async function filter(text, how) {
  asked.abort();
  asked = new AbortController();
  try {
    const piece = await pieces(text, asked.signal);
    listed = text;
    for (const id of ["summary", "facets", "list"]) replace(id, piece(id));
    if (document.activeElement !== search) search.value = new URLSearchParams(text).get("q") ?? "";
    build();
    if (how) history[`${how}State`]({ typed: document.activeElement === search }, "", here());
    for (const [link, path] of [[back, table], [document.getElementById("to-print"), `${table}/printed`]]) {
      link.href = withQuery(path, text);
    }
    say(document.querySelector("#list .notice, #list-head .count").textContent.trim());
  } catch (problem) {
    if (problem.name !== "AbortError") lost();
  }
}

/** Show what has changed of the rows that are there, each at its place; returns the next undecided party from one on. */
function refresh(after = "") {
  refreshed = refreshed.then(() => brought(after));
  return refreshed;
}

async function brought(after) {
  const text = listed;
  const run = rows?.run ?? 0;
  try {
    const piece = await pieces(text, null, after === "" ? { run } : { run, after });
    const made = piece("rows");
    if (text !== listed) return made?.dataset.next?.split(" ") ?? null; // the list was filtered meanwhile
    replace("summary", piece("summary"));
    if (!document.getElementById("facets").contains(document.activeElement)) replace("facets", piece("facets"));
    if (!rows || !made || made.dataset.run !== rows.run || Number(made.dataset.total) !== rows.total) {
      replace("list", piece("list"));
      build();
    } else {
      replace("list-head", piece("list-head"));
      await rows.reload();
    }
    look();
    return made?.dataset.next?.split(" ") ?? null;
  } catch {
    lost();
    return undefined;
  }
}

let looking = 0;

/** Look again, as long as bands may still follow from what was decided. */
function look() {
  clearTimeout(looking);
  if (document.querySelector("#list-head[data-pending]")) looking = setTimeout(refresh, 1500);
}

// ---- filters ---------------------------------------------------------------------------------------------------

const ofForm = () => query(new URLSearchParams(new FormData(form)).toString());
let typing = 0;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  filter(ofForm(), "push");
});
form.addEventListener("change", (event) => event.target.closest("#facets") && filter(ofForm(), "push"));
search.addEventListener("input", (event) => {
  clearTimeout(typing);
  if (event.isComposing) return; // a syllable is still being put together
  typing = setTimeout(() => filter(ofForm(), history.state?.typed ? "replace" : "push"), 200);
});
search.addEventListener("compositionend", () => search.dispatchEvent(new InputEvent("input")));
document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.matches("[data-filter]")) {
    event.preventDefault();
    const { search: text } = new URL(link.href);
    search.value = new URLSearchParams(text).get("q") ?? "";
    filter(query(text), "push");
  } else if (link.closest("#party") && link.hash && link.pathname === location.pathname) {
    event.preventDefault(); // another address would be a step back to a queue without this party
    const part = document.getElementById(link.hash.slice(1));
    if (part instanceof HTMLDetailsElement) part.open = true;
    part?.scrollIntoView();
    (part?.querySelector("summary") ?? part)?.focus({ preventScroll: true });
  } else if (link.closest("#party") && link.pathname.startsWith(`${table}/parties/`)) {
    event.preventDefault();
    party.scrollTop = party.parentElement.scrollTop = 0;
    open(link.pathname.slice(`${table}/parties/`.length), { push: true, focus: true });
  } else if (link.closest(".party-row")) {
    event.preventDefault();
    open(link.closest(".party-row").dataset.place, { push: true, focus: !wide.matches });
  } else if (link === back) {
    event.preventDefault();
    shut();
    history.pushState({}, "", here());
    rows?.measure();
    rows?.show();
    rows?.go(rows.current, { focus: true });
  }
});

// ---- the party -------------------------------------------------------------------------------------------------

/** Open a party beside the queue. */
function open(place, { push = false, focus = false } = {}) {
  workplace.dataset.open = place;
  rows?.markOpen(place);
  if (push) history.pushState({}, "", here());
  party.setAttribute("aria-busy", "true");
  isOpening = true;
  htmx.ajax("GET", here(), { target: "#party", swap: "innerHTML" });
  if (focus) party.focus();
}

function shut() {
  delete workplace.dataset.open;
  rows?.markOpen("");
  party.replaceChildren(nobody.content.cloneNode(true));
}

document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== party) return;
  party.removeAttribute("aria-busy");
});
party.addEventListener("htmx:load", () => {
  if (!isOpening) return; // a decision, or what followed it, was shown of the party that is open
  isOpening = false;
  const name = rows?.list.querySelector("[aria-current] .name")?.textContent;
  if (name) say(workplace.dataset.opened.replace("{name}", name));
});
document.body.addEventListener("htmx:sendError", lost);

document.body.addEventListener("decided", async (event) => {
  const place = String(event.detail.place);
  const next = await refresh(place);
  if (next === undefined || !goOn.checked) return;
  if (next === null) {
    say(workplace.dataset.done);
    document.getElementById("all-done")?.focus();
  }
  else if (next[1] !== place) {
    party.scrollTop = party.parentElement.scrollTop = 0;
    open(next[1], { push: true, focus: true });
    rows?.go(Number(next[0]));
  }
});

addEventListener("popstate", async () => {
  const text = query(location.search);
  const place = location.pathname.match(/\/parties\/(\d+)$/)?.[1] ?? "";
  if (text !== listed) await filter(text);
  search.value = new URLSearchParams(text).get("q") ?? "";
  if (place && place !== openPlace()) open(place);
  else if (!place && openPlace()) shut();
});
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());

// ---- keys ------------------------------------------------------------------------------------------------------

const STEPS = { ArrowDown: () => 1, ArrowUp: () => -1, PageDown: () => rows.page, PageUp: () => -rows.page, Home: () => -Infinity, End: () => Infinity };
const SIGNS = {
  j: () => rows?.go(rows.current + (isInList() ? 1 : 0), { focus: true }),
  k: () => rows?.go(rows.current - (isInList() ? 1 : 0), { focus: true }),
  "/": () => search.focus(),
  f: () => {
    const fold = document.getElementById("facets-fold");
    fold.open = !fold.open;
    (fold.open ? fold.querySelector("select") : fold.querySelector("summary")).focus();
  },
  "?": () => dialog.showModal(),
};
const isInList = () => Boolean(rows?.list.contains(document.activeElement));

document.addEventListener("keydown", (event) => {
  if (isTaken(event)) return;
  if (event.key in STEPS && !event.shiftKey && isInList()) {
    event.preventDefault();
    rows.go(rows.current + STEPS[event.key](), { focus: true });
  } else if (Object.hasOwn(SIGNS, event.key) && areOn()) {
    event.preventDefault();
    SIGNS[event.key]();
  }
});
search.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" && rows) {
    event.preventDefault();
    rows.go(rows.current, { focus: true });
  } else if (event.key === "Escape" && !search.value) search.blur();
});
document.getElementById("facets-fold").addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.currentTarget.open = false;
  if (rows) rows.go(rows.current, { focus: true });
  else search.focus();
});
document.getElementById("show-keys").addEventListener("click", () => dialog.showModal());
const keysOn = document.getElementById("keys-on");
keysOn.checked = areOn();
keysOn.addEventListener("change", () => switchOn(keysOn.checked));

// ---- the beginning ---------------------------------------------------------------------------------------------

document.documentElement.classList.add("scripted");
document.getElementById("facets-fold").open = false;
build();
const shown = document.getElementById("rows")?.dataset;
if (shown?.openAt !== undefined) rows.go(Number(shown.openAt));
else if (shown?.next && !openPlace() && wide.matches) {
  const [position, place] = shown.next.split(" ");
  open(place);
  rows.go(Number(position));
}
