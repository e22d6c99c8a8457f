// A moment that is typed is a moment that is meant, and the button says then that it schedules. Ctrl+Enter confirms a move that asks, as it sends the story on the writing screen. Without it the button does.

const form = document.querySelector("form.asking")

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
  event.preventDefault()
  form?.requestSubmit()
})

const later = form?.querySelector("[name=when][value=later]")
const button = form?.querySelector("[data-later]")
const now = button?.textContent

function name() {
  if (later && button) button.textContent = later.checked ? button.dataset.later : now
}

form?.elements.at?.addEventListener("input", ({ target }) => {
  if (later && target.value) later.checked = true
  name()
})
form?.addEventListener("change", name)
name()
