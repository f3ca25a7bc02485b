"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const cases = [...document.querySelectorAll(".case")];
  const queued = [...byId("cases").querySelectorAll(".case")];
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const texts = new Map();
  const textOf = (one) => {
    if (!texts.has(one)) texts.set(one, fold(one.textContent));
    return texts.get(one);
  };

  function show() {
    const words = fold(byId("find").value).split(/\s+/).filter(Boolean);
    const [band, state, kind] = ["band", "state", "kind"].map((id) => byId(id).value);
    for (const one of cases) {
      const data = one.dataset;
      one.hidden = !(
        (!band || data.band === band) &&
        (!state || data.groups.split(" ").includes(state)) &&
        (!kind || data.kinds.split(" ").includes(kind)) &&
        words.every((word) => textOf(one).includes(word))
      );
    }
    const shown = queued.filter((one) => !one.hidden).length;
    const away = cases.filter((one) => one.hidden).length;
    byId("shown").textContent = away
      ? `Filtered: ${shown} of ${queued.length} parties with alerts shown. “Show all” ends it.`
      : `${queued.length} parties with alerts.`;
    byId("shown").classList.toggle("is-filtered", away > 0);
  }

  function sort() {
    const by = byId("sort").value;
    const compare = {
      order: (a, b) => a.order - b.order,
      name: (a, b) => order.compare(a.name, b.name) || a.order - b.order,
      row: (a, b) => order.compare(a.sheet, b.sheet) || a.row - b.row,
    }[by];
    queued.sort((a, b) => compare(a.dataset, b.dataset));
    byId("cases").append(...queued);
  }

  const setAll = (open) => cases.forEach((one) => { if (!one.hidden) one.open = open; });
  let waiting = 0;
  byId("find").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 120); });
  for (const id of ["band", "state", "kind"]) byId(id).addEventListener("change", show);
  byId("sort").addEventListener("change", sort);
  byId("open").addEventListener("click", () => setAll(true));
  byId("close").addEventListener("click", () => setAll(false));
  byId("print").addEventListener("click", () => window.print());
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", () => setTimeout(() => { show(); sort(); }));

  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((one) => { one.open = true; });
  });
  window.addEventListener("afterprint", () => closed.forEach((one) => { one.open = false; }));

  function reveal() {
    const target = location.hash.length > 1 && byId(location.hash.slice(1));
    const around = target && target.closest("details");
    if (around) { around.open = true; target.scrollIntoView(); }
  }
  window.addEventListener("hashchange", reveal);
  byId("filters").hidden = false;
  show();
  reveal();
})();
