// A long list of which only what is seen is in the page: rows of one height, fetched in blocks, each put at its place.
const BLOCK = 50;
const AHEAD = 25; // rows that are fetched before they are seen

export class Rows {
  /** scroller: holds a list with its first rows, and says in data- how many there are, and where to fetch others. */
  constructor(scroller, lost) {
    this.scroller = scroller;
    this.list = scroller.querySelector("ol");
    this.lost = lost;
    this.total = Number(scroller.dataset.total);
    this.run = scroller.dataset.run;
    this.blocks = new Map();
    this.asked = new Map();
    this.current = 0;
    this.openPlace = "";
    this.measure();
    this.list.classList.add("windowed");
    const first = Number(scroller.dataset.from);
    this.take(first / BLOCK, [...this.list.children]);
    this.current = first;
    this.markCurrent();
    this.list.addEventListener("focusin", (event) => this.focused(event));
    let isWaiting = false;
    scroller.addEventListener("scroll", () => {
      if (isWaiting) return;
      isWaiting = true;
      requestAnimationFrame(() => {
        isWaiting = false;
        this.show();
      });
    }, { passive: true });
    this.observer = new ResizeObserver(() => {
      this.measure();
      this.show();
    });
    this.observer.observe(scroller);
  }

  /** Let go of what watches the list. */
  close() {
    this.observer.disconnect();
    for (const asked of this.asked.values()) asked.abort();
  }

  /** Take the height of a row, which follows the size of letters, and put all rows where they belong. */
  measure() {
    const height = this.list.firstElementChild.getBoundingClientRect().height;
    if (!height || height === this.height) return; // not shown now, or as before
    this.height = height;
    this.list.style.height = `${this.total * height}px`;
    for (const rows of this.blocks.values()) rows.forEach((row) => this.put(row));
  }

  put(row) {
    row.style.transform = `translateY(${Number(row.dataset.position) * this.height}px)`;
  }

  /** The rows that are seen, or about to be, as numbers of blocks. */
  seen() {
    const first = this.scroller.scrollTop / this.height - AHEAD;
    const last = (this.scroller.scrollTop + this.scroller.clientHeight) / this.height + AHEAD;
    const most = Math.floor((this.total - 1) / BLOCK);
    return [Math.max(0, Math.floor(first / BLOCK)), Math.min(most, Math.floor(last / BLOCK))];
  }

  /** Have in the page what is seen, and the row that Tab leads to; let go of the rest. */
  show() {
    if (!this.height) return;
    const [first, last] = this.seen();
    const kept = Math.floor(this.current / BLOCK);
    for (const [number, rows] of this.blocks) {
      if ((number < first - 1 || number > last + 1) && number !== kept) {
        rows.forEach((row) => row.remove());
        this.blocks.delete(number);
      }
    }
    for (const [number, asked] of this.asked) if (number < first || number > last) asked.abort();
    for (let number = first; number <= last; number++) if (!this.blocks.has(number)) this.fetch(number);
  }

  /** Fetch a block and put its rows into the list; returns when they are there. */
  fetch(number) {
    if (this.asked.has(number)) return this.asked.get(number).done;
    const asked = new AbortController();
    this.asked.set(number, asked);
    asked.done = this.ask(number, asked.signal)
      .then((rows) => this.take(number, rows))
      .catch((problem) => problem.name === "AbortError" || this.lost(problem))
      .finally(() => this.asked.get(number) === asked && this.asked.delete(number));
    return asked.done;
  }

  async ask(number, signal) {
    const url = new URL(this.scroller.dataset.rows, location.href);
    url.searchParams.set("from", number * BLOCK);
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const made = document.createElement("template");
    made.innerHTML = await answer.text();
    return [...made.content.children];
  }

  /** Put the rows of a block into the list, in the place of those that are there. */
  take(number, rows) {
    const before = this.blocks.get(number) ?? [];
    const hadFocus = before.findIndex((row) => row.contains(document.activeElement));
    const later = [...this.blocks.keys()].filter((one) => one > number).sort((one, two) => one - two);
    const next = later.length ? this.blocks.get(later[0])[0] : null;
    rows.forEach((row) => {
      this.put(row);
      this.list.insertBefore(row, next);
    });
    before.filter((row) => !rows.includes(row)).forEach((row) => row.remove());
    this.blocks.set(number, rows);
    this.markCurrent();
    this.markOpen(this.openPlace);
    if (hadFocus >= 0) rows[hadFocus]?.firstElementChild.focus({ preventScroll: true });
  }

  /** Fetch all that is in the page once more: what is said of the parties may have changed, their places have not. */
  reload() {
    return Promise.all([...this.blocks.keys()].map((number) => this.fetch(number)));
  }

  row(position) {
    return this.blocks.get(Math.floor(position / BLOCK))?.find((row) => Number(row.dataset.position) === position);
  }

  /** Bring a row into sight, fetch it where needed, and let Tab lead to it; focus: put the focus on it too. */
  async go(position, { focus = false } = {}) {
    const wanted = Math.min(Math.max(0, position), this.total - 1);
    this.current = wanted;
    this.reveal(wanted);
    const number = Math.floor(wanted / BLOCK);
    if (!this.blocks.has(number)) await this.fetch(number);
    if (this.current !== wanted) return; // the user went on meanwhile
    this.markCurrent();
    if (focus) this.row(wanted)?.firstElementChild.focus({ preventScroll: true });
  }

  reveal(position) {
    const top = position * this.height;
    const { scrollTop, clientHeight } = this.scroller;
    if (top < scrollTop) this.scroller.scrollTop = top;
    else if (top + this.height > scrollTop + clientHeight) this.scroller.scrollTop = top + this.height - clientHeight;
  }

  /** Rows in a page of the list, less one to hold on to. */
  get page() {
    return Math.max(1, Math.floor(this.scroller.clientHeight / this.height) - 1);
  }

  focused(event) {
    const row = event.target.closest(".party-row");
    if (!row) return;
    this.current = Number(row.dataset.position);
    this.markCurrent();
  }

  markCurrent() {
    for (const rows of this.blocks.values()) {
      for (const row of rows) row.firstElementChild.tabIndex = Number(row.dataset.position) === this.current ? 0 : -1;
    }
  }

  /** Mark the party that is open. */
  markOpen(place) {
    this.openPlace = place;
    for (const rows of this.blocks.values()) {
      for (const row of rows) {
        if (row.dataset.place === place) row.firstElementChild.setAttribute("aria-current", "true");
        else row.firstElementChild.removeAttribute("aria-current");
      }
    }
  }
}
