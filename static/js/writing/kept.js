// Keeps what is typed into a form that stands by itself (a note, a Kilat, a correction) in this browser, until the
// server says that it was stored: another button of the page, a reload or a lost session take nothing of it along.
// Each such form has a field that says so. `data-offered`: what it held before is offered; else it stands there again
// at once. `data-stands`: fields that say what the page showed, and stay as the page has them.
// Without it what was typed into such a form is there until the page is left.

import { remembered, remember, rememberAtOnce, forget, newTab, differs } from "redaksi/typed"
import { whenEditorStands } from "redaksi/body"
import { offerTyped } from "redaksi/offering"

const SOON = 1000

function keep(form, tab) {
  const { keep: article, user, spent, stands } = tab.dataset
  const own = new Set(["csrfmiddlewaretoken", "kept", ...(stands || "").split(" ")])
  const typed = () => [...new FormData(form)].filter(([name, value]) => !own.has(name) && typeof value === "string")
  const text = () => JSON.stringify(typed())
  const whole = () => ({ tab: tab.value, user, article, at: Date.now(), fields: typed() })
  // A form that came back refused holds what is stored nowhere; so does one typed in before this stood.
  const unsaved = tab.value || [...form.elements].some(differs)
  const atFirst = unsaved ? "" : text()
  let held = atFirst
  let waiting = 0
  tab.value ||= newTab()

  function hold(atOnce = false) {
    clearTimeout(waiting)
    waiting = 0
    const now = text()
    if (now === held && !atOnce) return
    held = now
    if (now === atFirst) return forget(tab.value).catch(() => {})
    if (atOnce) rememberAtOnce(whole())
    remember(whole()).catch(() => {})
  }

  function soon() {
    waiting ||= setTimeout(hold, SOON)
  }

  async function putBack(record) {
    const rest = [...record.fields]
    for (const field of form.elements) {
      if (!field.name || own.has(field.name)) continue
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = rest.some(([name, value]) => name === field.name && value === field.value)
        continue
      }
      const place = rest.findIndex(([name]) => name === field.name)
      if (place < 0) continue
      const [[, value]] = rest.splice(place, 1)
      field.value = value
      if (field === form.elements.body) whenEditorStands(field, (editor) => editor.commands.setContent(value))
    }
    // It is this tab's from now on: another that still shows it keeps a copy of its own as it types on.
    await remember(whole())
    await forget(record.tab)
    return true
  }

  async function giveBack() {
    await forget(...spent.split(" "))
    for (const record of await remembered(user, article)) {
      if (record.tab === tab.value) continue
      if (JSON.stringify(record.fields) === atFirst) await forget(record.tab)
      else if ("offered" in tab.dataset) offerTyped(record, putBack)
      else if (text() === atFirst) await putBack(record)
    }
  }

  for (const kind of ["input", "change"]) form.addEventListener(kind, soon)
  if (form.elements.body) whenEditorStands(form.elements.body, (editor) => editor.on("update", soon))
  form.addEventListener("submit", () => hold(true))
  window.addEventListener("pagehide", () => hold(true))
  document.addEventListener("visibilitychange", () => document.hidden && hold(true))
  if (unsaved) soon()
  giveBack().catch(() => {})
}

for (const tab of document.querySelectorAll("[name=kept]")) {
  const { form } = tab
  if (form.elements.body) whenEditorStands(form.elements.body, () => keep(form, tab))
  else keep(form, tab)
}
