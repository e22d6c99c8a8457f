// Keys of the writing screen; the list that Ctrl+/ opens names them all. Without it every act has its button.

const form = document.getElementById("article_form")
const press = (selector) => form.querySelector(selector)?.click()
const KEYS = {
  s: () => press("button[name=_save]"),
  enter: () => press("button[name=_move][value=submit]"),
  ".": () => press("[data-preview]"),
  j: () => document.dispatchEvent(new CustomEvent("redaksi:baca-juga")),
  ";": () => document.dispatchEvent(new CustomEvent("redaksi:today")),
  "/": () => document.getElementById("keys").togglePopover(),
}

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
  const act = KEYS[event.key.toLowerCase()]
  if (!act) return
  event.preventDefault()
  event.stopPropagation()
  act()
}, { capture: true })
