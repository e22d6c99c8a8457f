// Keys of the writing screen; the list that Ctrl+/ opens names them all. Without it every act has its button.

const form = document.getElementById("article_form")
const press = (selector) => form.querySelector(selector)?.click()
const KEYS = {
  s: () => press("button[name=_save]"),
  enter: () => press("button[name=_move][value=submit]"),
  ".": () => press("[data-preview]"),
  j: () => document.dispatchEvent(new CustomEvent("redaksi:baca-juga")),
  ";": () => document.dispatchEvent(new CustomEvent("redaksi:today")),
  "/": listKeys,
}

// With the focus in it, Escape is the list's: the body's editor would take it for itself.
function listKeys() {
  const list = document.getElementById("keys")
  list.tabIndex = -1
  if (list.togglePopover()) list.focus()
}

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
  const act = KEYS[event.key.toLowerCase()]
  if (!act) return
  event.preventDefault()
  event.stopPropagation()
  act()
}, { capture: true })
