// A file that is made on demand: says that it is being made, and what went wrong, without leaving the page.

/** The name that a download bears. */
function nameOf(answer) {
  const header = answer.headers.get("Content-Disposition") || "";
  const wide = header.match(/filename\*=utf-8''([^;]+)/i);
  const plain = header.match(/filename="([^"]*)"/i);
  return wide ? decodeURIComponent(wide[1]) : plain ? plain[1] : "report";
}

function keep(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-download]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  const said = form.querySelector(".said");
  button.disabled = true;
  said.classList.remove("bad");
  said.textContent = form.dataset.making;
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "HX-Request": "true" },
    });
    if (answer.ok) {
      const blob = await answer.blob();
      const name = nameOf(answer);
      keep(blob, name);
      said.textContent = form.dataset.made.replace("{file}", name).replace("{size}", size(blob.size));
    } else {
      const part = new DOMParser().parseFromString(await answer.text(), "text/html");
      said.textContent = part.body.textContent.trim();
      said.classList.add("bad");
    }
  } catch {
    said.textContent = form.dataset.failed;
    said.classList.add("bad");
  }
  button.disabled = false;
});
