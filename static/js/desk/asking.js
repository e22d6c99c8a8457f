// A moment that is typed is a moment that is meant. Ctrl+Enter confirms a move that asks, as it sends the story on the writing screen. Without it the button does.

const form = document.querySelector("form.asking")

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
  event.preventDefault()
  form?.requestSubmit()
})

form?.elements.at?.addEventListener("input", ({ target }) => {
  const later = form.querySelector("[name=when][value=later]")
  if (later && target.value) later.checked = true
})
