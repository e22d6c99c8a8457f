// Rows of credits and sources: added, removed and put in order. Without it two empty rows stand ready, a row is
// removed by emptying it, and the order is that of the rows.

const make = (tag, properties) => Object.assign(document.createElement(tag), properties)

function enhance(box) {
  const { rows: prefix, add, up, down, remove } = box.dataset
  const total = document.querySelector(`[name=${prefix}-TOTAL_FORMS]`)
  const name = new RegExp(`^(id_)?${prefix}-\\d+-`)
  const rows = () => [...box.querySelectorAll(".one-row")]
  const inputs = (row) => [...row.querySelectorAll("input, select")]
  const isEmpty = (row) => inputs(row).every((field) => !field.value || field.name.endsWith("-role"))
  const blank = rows().at(-1).cloneNode(true)

  const tell = () => box.closest("form").dispatchEvent(new Event("input", { bubbles: true }))

  function number() {
    rows().forEach((row, place) => {
      for (const element of row.querySelectorAll("[name], [id], label")) {
        for (const key of ["name", "id", "htmlFor"]) {
          if (element[key]) element[key] = element[key].replace(name, `$1${prefix}-${place}-`)
        }
      }
      const [higher, lower] = row.querySelectorAll(".row-tools button")
      higher.disabled = place === 0
      lower.disabled = place === rows().length - 1
    })
    total.value = rows().length
  }

  function equip(row) {
    const tool = (text, label, act) => {
      const button = make("button", { type: "button", textContent: text, title: label })
      button.setAttribute("aria-label", label)
      button.addEventListener("click", () => {
        act()
        number()
        tell()
      })
      return button
    }
    const tools = make("div", { className: "row-tools" })
    tools.append(
      tool("↑", up, () => row.previousElementSibling?.before(row)),
      tool("↓", down, () => row.nextElementSibling?.matches(".one-row") && row.nextElementSibling.after(row)),
      tool("×", remove, () => {
        if (rows().length === 1) append()
        const next = row.nextElementSibling?.querySelector("select, input, button")
        row.remove()
        next?.focus()
      }),
    )
    row.append(tools)
  }

  function append() {
    const row = blank.cloneNode(true)
    for (const field of inputs(row)) if (!field.name.endsWith("-role")) field.value = ""
    equip(row)
    rows().at(-1).after(row)
    number()
    return row
  }

  const filled = rows().filter((row) => !isEmpty(row))
  for (const row of rows()) if (isEmpty(row) && (filled.length || row !== rows()[0])) row.remove()
  for (const row of rows()) equip(row)
  const button = make("button", { type: "button", className: "add-row", textContent: `+ ${add}` })
  button.addEventListener("click", () => append().querySelector("select, input").focus())
  box.after(button)
  number()
}

for (const box of document.querySelectorAll("[data-rows]")) if (!box.querySelector(":disabled")) enhance(box)
