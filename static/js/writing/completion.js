// A list of what an input may be completed to: arrows, Enter and Escape, or a finger; read out by screen readers as a
// combobox. `find` answers a query with items, `draw` fills an item's row, `choose` takes one.

const SHORT = 120
let number = 0

export function complete(input, { label, find, draw, choose, first = false }) {
  const list = document.createElement("ul")
  list.id = `completions-${++number}`
  list.className = "completions"
  list.setAttribute("role", "listbox")
  list.setAttribute("aria-label", label)
  input.after(list)
  for (const [name, value] of Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": list.id }))
    input.setAttribute(name, value)
  let items = []
  let active = -1
  let asked = 0
  let waiting = 0

  function mark(place) {
    active = place
    ;[...list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === place)))
    if (place >= 0) list.children[place].scrollIntoView({ block: "nearest" })
    if (place >= 0) input.setAttribute("aria-activedescendant", list.children[place].id)
    else input.removeAttribute("aria-activedescendant")
  }

  function show(found) {
    items = found
    list.replaceChildren(
      ...found.map((item, index) => {
        const row = document.createElement("li")
        row.id = `${list.id}-${index}`
        row.setAttribute("role", "option")
        draw(item, row)
        row.addEventListener("pointerdown", (event) => event.preventDefault())
        row.addEventListener("click", () => take(index))
        return row
      }),
    )
    list.hidden = !found.length
    input.setAttribute("aria-expanded", String(!list.hidden))
    mark(first && found.length ? 0 : -1)
  }

  function take(index) {
    const item = items[index]
    if (!item || item.refused) return
    close()
    choose(item)
  }

  function close() {
    clearTimeout(waiting)
    asked += 1
    show([])
  }

  // A dialog that holds nothing but the list goes with it.
  function leave() {
    close()
    input.closest("dialog")?.close()
  }

  async function ask() {
    const mine = ++asked
    const found = await find(input.value).catch(() => [])
    if (mine === asked) show(found)
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting)
    waiting = setTimeout(ask, SHORT)
  })
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) mark((active + step + items.length + (active < 0 && step < 0 ? 1 : 0)) % items.length)
    else if (event.key === "Enter" && active >= 0) take(active)
    else if (event.key === "Escape") leave()
    else return
    event.preventDefault()
    event.stopPropagation()
  })
  input.addEventListener("blur", close)
  show([])
  return { ask, close }
}
