// Today in one stroke, as copy has it: "Senin (18/9/2023)". Where it is another day further east, both are offered.
// Without it the day is typed, and the checks see to it that weekday and date fit.

const ZONES = { WIB: "Asia/Jakarta", WITA: "Asia/Makassar", WIT: "Asia/Jayapura" }
const DAYS = { Sunday: "", Monday: "Senin", Tuesday: "Selasa", Wednesday: "Rabu", Thursday: "Kamis", Friday: "Jumat", Saturday: "Sabtu" }
const menu = document.getElementById("today")
let place = null

function dayIn(zone) {
  const wanted = { timeZone: zone, weekday: "long", day: "numeric", month: "numeric", year: "numeric" }
  const parts = new Intl.DateTimeFormat("en", wanted).formatToParts(new Date())
  const { weekday, day, month, year } = Object.fromEntries(parts.map(({ type, value }) => [type, value]))
  return `${DAYS[weekday] || menu.dataset.sunday} (${day}/${month}/${year})`
}

function put(words) {
  if (place?.matches("textarea:not([name=body]), input[type=text]")) {
    place.focus()
    place.setRangeText(words, place.selectionStart, place.selectionEnd, "end")
    place.dispatchEvent(new Event("input", { bubbles: true }))
  } else document.querySelector(".ProseMirror[role=textbox]")?.editor?.chain().focus().insertContent(words).run()
}

function daysNow() {
  const days = new Map()
  for (const [name, zone] of Object.entries(ZONES)) days.set(dayIn(zone), [...(days.get(dayIn(zone)) || []), name])
  return days
}

function ask(days) {
  menu.replaceChildren(
    ...[...days].map(([day, names]) => {
      const text = `${day} · ${names.join(", ")}`
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text })
      button.addEventListener("click", () => {
        menu.hidePopover()
        put(day)
      })
      return button
    }),
  )
  menu.showPopover()
  menu.querySelector("button").focus()
}

document.addEventListener("redaksi:today", () => {
  if (!menu) return
  place = document.activeElement
  const days = daysNow()
  if (days.size === 1) put([...days.keys()][0])
  else ask(days)
})
