// Keeps what is typed, a second after it was: on the server in a buffer of one's own, and in this browser for when
// there is no connection, no session, or the machine dies. Whoever saves or leaves sooner has a copy in this browser
// from that moment. Nothing here ever changes the story.
// Without it what was typed is on the server after Save alone.

import { remembered, remember, rememberAtOnce, forget, newTab, differs } from "redaksi/typed"
import { whenEditorStands } from "redaksi/body"
import { offerTyped } from "redaksi/offering"
import { token } from "redaksi/token"

const form = document.getElementById("article_form")
const box = form.querySelector("[data-autosave]")
const said = form.querySelector("[data-saved]")
const { url, user, article, signIn } = box?.dataset || {}
const SOON = 1000
const AGAIN = 5000
const OWN = new Set(["csrfmiddlewaretoken", "version", "tab", "restored"])
const tabField = form.elements.tab

const typed = () => [...new FormData(form)].filter(([name, value]) => !OWN.has(name) && typeof value === "string")
const whole = () => ({ tab: tabField.value, user, article, version: Number(form.elements.version.value), at: Date.now(), fields: typed() })

let atFirst = ""
let sent = ""
let waiting = 0
let busy = false
let saving = false // the form is on its way, and nothing was typed since

function tell(words, unsent = false) {
  said.textContent = words
  said.classList.toggle("unsent", unsent)
}

function offerSignIn() {
  const link = Object.assign(document.createElement("a"), { href: signIn, target: "_blank", textContent: box.dataset.signInWords })
  tell(`${box.dataset.signedOut} `, true)
  said.append(link)
}

async function post(record, keepalive = false) {
  return fetch(url, {
    method: "POST",
    redirect: "manual",
    keepalive,
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify(record),
  })
}

async function keep() {
  waiting = 0
  if (busy) return soon()
  const record = whole()
  const text = JSON.stringify(record.fields)
  if (text === sent) return
  busy = true
  const same = text === atFirst
  await (same ? forget(record.tab) : remember(record)).catch(() => {})
  try {
    const answer = await post({ ...record, same })
    const { spent, at } = answer.ok ? await answer.json() : {}
    if (spent) {
      // Saved under this tab's name: by the form that is on its way, or elsewhere, and what is typed on is something new.
      await forget(record.tab).catch(() => {})
      if (saving) sent = text
      else {
        tabField.value = newTab()
        soon()
      }
    } else if (answer.ok) {
      sent = text
      tell(`${box.dataset.kept} ${at}`)
      document.dispatchEvent(new CustomEvent("redaksi:kept"))
    } else if (answer.type === "opaqueredirect" || answer.status === 403) {
      offerSignIn()
      soon(AGAIN)
    } else {
      tell(answer.status < 500 ? box.dataset.refused : box.dataset.offline, true)
      soon(AGAIN)
    }
  } catch {
    tell(box.dataset.offline, true)
    soon(AGAIN)
  }
  busy = false
}

function soon(pause = SOON) {
  if (!waiting) waiting = setTimeout(keep, pause)
}

function typing() {
  saving = false
  soon()
}

function atOnce() {
  clearTimeout(waiting)
  keep()
}

function copy(record, same) {
  if (!same) rememberAtOnce(record)
  ;(same ? forget(record.tab) : remember(record)).catch(() => {})
}

// Whoever leaves may not come back to this page: nothing is waited for, and the request outlives it. A text that is
// too long for such a request is in the browser's database alone.
function leave() {
  const record = whole()
  const text = JSON.stringify(record.fields)
  if (text === sent) return
  const same = text === atFirst
  copy(record, same)
  post({ ...record, same }, true).catch(() => {})
  soon()
}

// --- What an earlier tab of this browser holds -------------------------------------------------------------

async function offerEarlier() {
  const spent = new Set(box.dataset.spent.split(" "))
  const offered = new Set(box.dataset.offered.split(" "))
  const here = JSON.stringify(typed())
  for (const record of await remembered(user, article)) {
    if (record.tab === tabField.value || offered.has(record.tab)) continue
    if (spent.has(record.tab) || JSON.stringify(record.fields) === here) await forget(record.tab)
    else offerTyped(record, takeUp)
  }
}

async function takeUp(record) {
  const answer = await post(record)
  const { buffer, spent } = answer.ok ? await answer.json() : {}
  if (buffer) location.assign(`?pulih=${buffer}`)
  else if (spent) await forget(record.tab)
  else tell(box.dataset.offline, true)
  return spent
}

// --- The form ----------------------------------------------------------------------------------------------

function begin() {
  if (!tabField.value) tabField.value = newTab()
  // A form that came back, or was put back, holds what is saved nowhere yet; so does one typed in before the editor stood.
  const unsaved = box.dataset.unsaved || [...form.elements].some(differs)
  atFirst = unsaved ? "" : JSON.stringify(typed())
  sent = atFirst
  for (const kind of ["input", "change"]) form.addEventListener(kind, typing)
  window.addEventListener("online", atOnce)
  window.addEventListener("offline", () => tell(box.dataset.offline, true))
  document.addEventListener("visibilitychange", () => document.hidden && leave())
  window.addEventListener("pagehide", leave)
  form.addEventListener("submit", (event) => {
    form.elements.csrfmiddlewaretoken.value = token()
    const record = whole()
    // Signed out meanwhile, the server has nothing of this; saved, it tells the next page that this tab is spent.
    copy(record, JSON.stringify(record.fields) === atFirst)
    saving = navigator.onLine
    if (saving) return
    event.preventDefault()
    tell(box.dataset.offlineSave, true)
  })
  if (unsaved) soon()
  offerEarlier().catch(() => {})
}

function start() {
  whenEditorStands(form.elements.body, (editor) => {
    begin()
    editor.on("update", typing)
  })
}

if (box) start()
