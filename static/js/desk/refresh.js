// Brings the desk's lists up to date every fifteen seconds, part by part, without moving what is being read or typed.
// Without it the page reloads itself once a minute.

const EVERY = 15_000;

function busy(part) {
  const chosen = document.getSelection();
  return part.contains(document.activeElement) || (chosen && !chosen.isCollapsed && part.contains(chosen.anchorNode));
}

async function refresh() {
  if (document.hidden) return;
  let answer;
  try {
    answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "manual" });
  } catch {
    return; // the line is down; the next round tries again
  }
  if (!answer.ok) return; // nor is it followed to the sign-in
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-fresh]")) {
    const other = fresh.getElementById(part.id);
    if (!other || busy(part) || other.innerHTML === part.dataset.seen) continue;
    part.dataset.seen = other.innerHTML;
    const from = part.getBoundingClientRect();
    const above = from.bottom < 0 ? from.height : 0;
    part.replaceChildren(...document.adoptNode(other).childNodes);
    // What stands above the window must not push what is read.
    if (above) scrollBy(0, part.getBoundingClientRect().height - above);
    part.dispatchEvent(new CustomEvent("desk:fresh", { bubbles: true }));
  }
}

for (const part of document.querySelectorAll("[data-fresh]")) part.dataset.seen = part.innerHTML;
setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);
