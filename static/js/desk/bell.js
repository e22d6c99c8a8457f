// Shows beside the bell how many words are unread, and in lists who has a story open. Without it the bell's page has
// the words, and the story's own page the names.

const bell = document.querySelector("[data-unread]");

async function ask(address) {
  try {
    // Signed out, it would be led to the sign-in, whose token would displace that of the sign-in that is open elsewhere.
    const answer = await fetch(address, { redirect: "manual" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // the line is down; the next round tries again
  }
}

async function ring() {
  if (document.hidden) return;
  const told = await ask(bell.dataset.unread);
  // No more than a hundred are counted.
  if (told) bell.querySelector("span").textContent = told.unread ? ` (${told.unread > 99 ? "99+" : told.unread})` : "";
}

async function look() {
  const rows = document.querySelectorAll("[data-story]");
  if (document.hidden || !rows.length) return;
  const told = await ask(bell.dataset.who);
  if (!told) return;
  for (const row of rows) {
    const names = told.open[row.dataset.story];
    row.textContent = names ? `👁 ${names.join(", ")}` : "";
  }
}

if (bell) {
  ring();
  look();
  setInterval(ring, 15_000);
  setInterval(look, 4000);
}
