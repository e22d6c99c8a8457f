// Live counts: characters of the headline against the house limit, its lines on a phone's card, words of the body and
// the time they take to read. Without it the bar shows the words of the last save and the checks warn of length.

import { whenEditorStands } from "redaksi/body"

const PAUSE = 250

const later = (work) => {
  let waiting = 0
  return () => {
    clearTimeout(waiting)
    waiting = setTimeout(work, PAUSE)
  }
}

// 50 to 70 characters are right; what lies between there and the limit fits, barely.
function judged(length, limit) {
  if (length > limit) return "over"
  if (length > 70) return "long"
  return length < 50 ? "short" : "right"
}

function countHeadline(field, place) {
  const card = document.body.appendChild(Object.assign(document.createElement("div"), { className: "phone-card" }))
  card.setAttribute("aria-hidden", "true")
  const measure = document.createElement("span")
  const lines = Object.assign(document.createElement("span"), { className: "lines" })
  place.replaceChildren(measure, lines)
  const count = () => {
    const text = field.value.replace(/\s+/g, " ").trim()
    const length = [...text].length
    const verdict = judged(length, Number(place.dataset.limit))
    card.textContent = text
    const rows = Math.round(card.offsetHeight / 23)
    measure.className = `measure ${verdict}`
    measure.textContent = `${length} ${place.dataset.characters} · ${place.dataset[verdict]}`
    lines.textContent = `${rows} ${rows === 1 ? place.dataset.line : place.dataset.lines}`
    place.hidden = !length
  }
  field.addEventListener("input", later(count))
  count()
}

// As the server groups them: 1.234 in Indonesian, 1,234 in English.
const grouped = (number) => Number(number).toLocaleString(document.documentElement.lang)
const wordsIn = (text) => (text.match(/\S+/g) || []).length

function countBody(editor, place) {
  const { words, minutes, pace, wanted } = place.dataset
  const count = () => {
    // Blocks of text, without Baca Juga, pictures and embeds, as the server counts.
    const { doc } = editor.state
    const number = wordsIn(doc.textBetween(0, doc.content.size, "\n", " "))
    place.textContent = `${grouped(number)}${wanted ? ` / ${grouped(wanted)}` : ""} ${words} · ${Math.ceil(number / pace)} ${minutes}`
  }
  editor.on("update", later(count))
  count()
}

const headline = document.querySelector("textarea[name=headline]:not(:disabled)")
if (headline) countHeadline(headline, document.querySelector("[data-counts=headline]"))

const body = document.querySelector("textarea[name=body]:not(:disabled)")
const length = document.querySelector("[data-counts=body]")
if (body && length) whenEditorStands(body, (editor) => countBody(editor, length))
