// The preview beside the text, at a phone's or a desk's width, with what is typed and not yet saved. Without it the
// button opens the last save in a tab.

const link = document.querySelector("[data-preview]")
const pane = document.getElementById("preview")
const form = document.getElementById("article_form")

if (link && pane) {
  const frame = pane.querySelector("iframe")
  const address = () => `${link.href}?tab=${encodeURIComponent(form.elements.tab?.value || "")}`
  let waiting = 0

  // Once what was typed is in its buffer the page is drawn anew, where the reader of it was.
  function draw() {
    const at = frame.contentWindow?.scrollY || 0
    frame.onload = () => frame.contentWindow.scrollTo(0, at)
    frame.src = address()
  }

  function toggle() {
    pane.hidden = !pane.hidden
    document.body.classList.toggle("with-preview", !pane.hidden)
    link.setAttribute("aria-expanded", String(!pane.hidden))
    if (!pane.hidden) draw()
    else link.focus()
  }

  link.setAttribute("role", "button")
  link.setAttribute("aria-expanded", "false")
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || window.innerWidth < 1024) {
      link.href = address()
      return
    }
    event.preventDefault()
    toggle()
  })
  link.addEventListener("keydown", (event) => event.key === " " && (event.preventDefault(), link.click()))
  pane.querySelector("[data-close]").addEventListener("click", toggle)
  for (const width of pane.querySelectorAll("[data-width]")) {
    width.addEventListener("click", () => {
      pane.dataset.at = width.dataset.width
      for (const each of pane.querySelectorAll("[data-width]")) each.setAttribute("aria-pressed", String(each === width))
    })
  }
  document.addEventListener("redaksi:kept", () => {
    clearTimeout(waiting)
    if (!pane.hidden) waiting = setTimeout(draw, 200)
  })
}
