// The network: a node's whole name is said below the picture, its lines stand out; and zoom, which the frame scrolls.
const frame = document.getElementById("frame");
const told = document.getElementById("told");
const MOST = 3;

function tell(event) {
  const node = event.target.closest?.(".node");
  if (!node) return;
  told.textContent = node.getAttribute("aria-label");
  const { x, y } = node.dataset;
  const ends = (line, end) => line.getAttribute(`x${end}`) === x && line.getAttribute(`y${end}`) === y;
  for (const line of frame.querySelectorAll("line")) line.classList.toggle("on", ends(line, 1) || ends(line, 2));
}

if (frame) {
  const hint = told.textContent;
  frame.addEventListener("pointerover", tell);
  frame.addEventListener("focusin", tell);
  frame.addEventListener("pointerleave", () => { told.textContent = hint; });
  const zoom = document.querySelector(".zoom");
  zoom.hidden = false;
  zoom.addEventListener("click", (event) => {
    const step = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (step === undefined) return;
    const zoomed = Number(step) ? Number(frame.dataset.zoomed) + Number(step) : 0;
    const middle = [(frame.scrollLeft + frame.clientWidth / 2) / frame.scrollWidth, (frame.scrollTop + frame.clientHeight / 2) / frame.scrollHeight];
    frame.dataset.zoomed = String(Math.min(MOST, Math.max(0, zoomed)));
    frame.scrollTo(middle[0] * frame.scrollWidth - frame.clientWidth / 2, middle[1] * frame.scrollHeight - frame.clientHeight / 2);
  });
}
