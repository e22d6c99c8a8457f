// Keys for a list read from above: j to the next story, k to the one before, Enter opens, c claims, / goes to the search.
// Without it Tab leads through the same links and buttons.

const list = () => document.querySelector("[data-steps]");
const headlines = () => [...list().querySelectorAll("a.headline")];

function step(by) {
  const all = headlines();
  const row = document.activeElement?.closest("[data-steps] > li");
  const at = all.findIndex((one) => row?.contains(one));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  c: () => document.activeElement?.closest("[data-steps] > li")?.querySelector("form button")?.click(),
  "/": () => {
    const search = document.querySelector("#content input[type=search]");
    search?.closest("details")?.setAttribute("open", ""); // folded on a phone
    search?.focus();
  },
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key] || !list()) return;
  event.preventDefault();
  KEYS[event.key]();
});

for (const told of document.querySelectorAll(".by-keys")) told.hidden = false;
