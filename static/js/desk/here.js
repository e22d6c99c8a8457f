// Says every four seconds that this story is open here, and shows who else has it open. Without it the names stand as
// they were when the page was opened.

import { token } from "redaksi/token";

const line = document.querySelector("[data-here]");

function body(fields = {}) {
  return new URLSearchParams({ csrfmiddlewaretoken: token(), ...fields });
}

// Signed out, it would be led to the sign-in, whose token would displace that of the sign-in that is open elsewhere: no
// redirect is followed, and so this is no beacon, which follows them all.
function post(fields) {
  return fetch(line.dataset.here, { method: "POST", body: body(fields), redirect: "manual", keepalive: true });
}

async function speak() {
  if (document.hidden) return;
  let answer;
  try {
    answer = await post();
  } catch {
    return; // the line is down; the next round tries again
  }
  if (!answer.ok) return;
  const { others, version } = await answer.json();
  const words = others.length ? [`${line.dataset.says} ${others.join(", ")}`] : [];
  if (version > Number(line.dataset.version)) words.push(line.dataset.saved);
  const text = words.join(" · ");
  if (line.textContent !== text) line.textContent = text;
}

if (line) {
  speak();
  setInterval(speak, 4000);
  addEventListener("pagehide", () => post({ leaves: 1 }).catch(() => {}));
}
