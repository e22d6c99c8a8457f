// On a story: tells the newsroom that it is being read, says when a live coverage went on, and offers comforts: listen,
// text size, print, copy the address.
// One module, since every request counts on a bad line. Without it the story stands whole and is shared by plain links,
// an image on the page is counted instead, and only these buttons are missing.

const comforts = document.querySelector("#comforts");
const text = document.querySelector("#text");

function remembered(name, value) {
  // Storage may be closed to us: a comfort is then forgotten with the page.
  try {
    if (value !== undefined) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function sized(change = 0) {
  const root = document.documentElement;
  const size = Math.max(-1, Math.min(2, Number(root.dataset.text ?? remembered("text")) + change)) || 0;
  root.dataset.text = size;
  if (change) remembered("text", size);
}

function paragraphs() {
  const inText = text.querySelectorAll(":scope > :is(p, h2, h3, ul, ol, blockquote)");
  return [document.querySelector("h1"), ...inText].map((one) => one.textContent.trim()).filter(Boolean);
}

function listens(button) {
  const [listen, voice] = [button.textContent, globalThis.speechSynthesis];
  if (!voice) return button.remove();
  const stopped = () => (button.textContent = listen);
  button.addEventListener("click", () => {
    const speaking = voice.speaking;
    voice.cancel();
    if (speaking) return stopped();
    // A sentence at a time: long texts fall silent half way in some browsers.
    const said = paragraphs().map((words) => Object.assign(new SpeechSynthesisUtterance(words), { lang: document.documentElement.lang }));
    said.at(-1).onend = stopped;
    said.forEach((one) => voice.speak(one));
    button.textContent = button.dataset.stop;
  });
  addEventListener("pagehide", () => voice.cancel());
}

// A story in pages is printed whole.
const PRINTED = "#cetak";

function onPaper() {
  const whole = document.querySelector("[data-whole]");
  if (whole) location.assign(whole.href + PRINTED);
  else print();
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.parentElement.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
  });
}

if (comforts) {
  comforts.querySelectorAll("[data-size]").forEach((one) => one.addEventListener("click", () => sized(Number(one.dataset.size))));
  comforts.querySelector("[data-print]").addEventListener("click", onPaper);
  listens(comforts.querySelector("[data-listen]"));
  if (remembered("text")) sized();
  comforts.classList.add("ready");
}

if (location.hash === PRINTED) addEventListener("load", () => print());

// --- A live coverage that goes on says so, and leaves the reader where they are ---

const updates = document.querySelector(".updates[data-more]");

async function lookForMore() {
  if (document.visibilityState !== "visible") return;
  const answer = await fetch(location.pathname + location.search, { cache: "no-cache" }).catch(() => null);
  if (!answer?.ok) return;
  // Read as text: these pages' policy lets no script turn text into markup.
  const [, newest] = (await answer.text()).match(/class="update" id="([^"]+)"/) ?? [];
  if (!newest || document.getElementById(newest) || updates.querySelector("[role=status]")) return;
  const said = Object.assign(document.createElement("p"), { role: "status", className: "more" });
  said.append(Object.assign(document.createElement("a"), { href: `${location.pathname}#updates`, textContent: updates.dataset.more }));
  said.firstChild.addEventListener("click", () => location.reload());
  updates.querySelector("h2").after(said);
}

if (updates) setInterval(lookForMore, 60_000);

// --- That it is read: once a day, after eight seconds in view; that it is, not by whom ---

const SECONDS = 8;
const counter = document.querySelector("#reading")?.dataset.address;

function readToday(story) {
  // Kept in this browser alone, and for this day; with storage closed to us a second visit may count again.
  const today = new Date().toDateString();
  try {
    const kept = JSON.parse(localStorage.getItem("read")) ?? {};
    const stories = kept.day === today ? kept.stories : [];
    if (stories.includes(story)) return true;
    localStorage.setItem("read", JSON.stringify({ day: today, stories: [...stories, story].slice(-200) }));
  } catch {
    // Nothing to remember with.
  }
  return false;
}

if (counter) {
  let seconds = 0;
  const watch = setInterval(() => {
    if (document.visibilityState === "visible" && !document.prerendering) seconds += 1;
    if (seconds < SECONDS) return;
    clearInterval(watch);
    if (!navigator.webdriver && !readToday(counter)) navigator.sendBeacon(counter);
  }, 1000);
}
