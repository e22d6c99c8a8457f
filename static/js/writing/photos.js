// Photos without leaving the text: the library as pictures, several files sent at once with their progress, caption,
// credit and alternative text asked for there and then, the focal point by a click.
// Without it the number of a photo is typed, in the editor's dialogs too, or picked from the library in a window.

import { focalPoint } from "redaksi/focal"
import { gathering } from "redaksi/gallery"
import { make } from "redaksi/make"
import { token } from "redaksi/token"

const form = document.getElementById("article_form")
const dialog = document.getElementById("photos")
const field = form.elements.photo
const { search, upload, describe, ...words } = dialog?.dataset || {}
const gallery = dialog && gathering(dialog)
let take = null

// --- The library -------------------------------------------------------------------------------------------

let asked = 0

async function look() {
  const mine = ++asked
  const query = dialog.querySelector("input[type=search]").value
  const answer = await fetch(`${search}?q=${encodeURIComponent(query)}`).catch(() => null)
  if (!answer?.ok || mine !== asked) return
  const { photos } = await answer.json()
  dialog.querySelector(".shots").replaceChildren(...photos.map(shot))
  gallery.mark()
}

function shot(photo) {
  const image = make("img", { src: photo.thumb, alt: "", width: 120, height: 80, loading: "lazy" })
  const name = make("span", { textContent: photo.caption || `#${photo.id}` })
  const button = make("button", { type: "button" }, image, name)
  if (photo.lacks) button.append(make("small", { textContent: photo.lacks }))
  button.dataset.photo = photo.id
  button.addEventListener("click", () => (gallery.gathers() ? gallery.toggle(photo) : choose(photo)))
  return make("li", {}, button)
}

function choose(photo) {
  dialog.close()
  take(photo)
}

// --- Sending -----------------------------------------------------------------------------------------------

function send(file) {
  const bar = make("progress", { max: 100, value: 0 })
  bar.setAttribute("aria-label", file.name)
  const row = make("div", { className: "sent" }, make("span", { textContent: `${file.name} · ${Math.ceil(file.size / 1024)} kB` }), bar)
  dialog.querySelector(".sending").append(row)
  post(file, row, bar)
}

function post(file, row, bar) {
  const request = new XMLHttpRequest()
  bar.hidden = false
  const body = new FormData()
  body.append("file", file)
  request.upload.onprogress = ({ loaded, total }) => (bar.value = (100 * loaded) / total)
  request.onload = () => {
    const answer = request.status === 200 ? JSON.parse(request.responseText) : { error: words.failed }
    if (answer.photo) describeIn(row, answer.photo)
    else fail(row, answer.error, null)
  }
  request.onerror = () => fail(row, words.failed, () => post(file, row, bar))
  request.open("POST", upload)
  request.setRequestHeader("X-CSRFToken", token())
  request.send(body)
}

function fail(row, message, again) {
  row.querySelector(".refused")?.remove()
  row.querySelector("progress")?.toggleAttribute("hidden", true)
  const refused = make("p", { className: "refused", textContent: message })
  if (again) {
    const button = make("button", { type: "button", className: "button small", textContent: words.again })
    button.addEventListener("click", () => (refused.remove(), again()))
    refused.append(" ", button)
  }
  row.append(refused)
}

// --- What is asked of each -----------------------------------------------------------------------------------

function describeIn(row, photo) {
  const inputs = Object.fromEntries(
    ["caption", "credit", "alt"].map((name) => {
      const id = `photo-${photo.id}-${name}`
      return [name, make("input", { type: "text", value: photo[name], name: id, id, required: photo.needed.includes(name) })]
    }),
  )
  const labelled = Object.entries(inputs).map(([name, input]) => {
    const mark = input.required ? [" ", make("small", { textContent: `(${words.needed})` })] : []
    return make("label", {}, make("span", {}, words[name], ...mark), input)
  })
  const image = make("img", { src: photo.whole, alt: photo.alt, width: 240 })
  const focal = { focal_x: photo.focal_x, focal_y: photo.focal_y }
  const use = make("button", { type: "button", className: "button main", textContent: words.use })
  use.addEventListener("click", async () => {
    const kept = await keep(photo, inputs, focal)
    if (kept.photo) used(row, kept.photo)
    else if (!beside(inputs, kept.errors)) fail(row, kept.error || words.failed, null)
  })
  row.replaceChildren(image, ...labelled, use)
  // Nothing is taken from under somebody who describes another.
  if (!row.parentElement.contains(document.activeElement)) row.scrollIntoView({ block: "nearest" })
  focalPoint(image, photo.edges, Object.values(focal), words.focal, (x, y) => Object.assign(focal, { focal_x: x, focal_y: y }))
}

// It has its words now, and stands in the library from here on.
function used(row, photo) {
  row.remove()
  if (!gallery.gathers()) return choose(photo)
  gallery.add(photo)
  look()
}

// What is refused stands at its field, and the first such field is gone to; false: it is about none of these.
function beside(inputs, errors = {}) {
  for (const [name, input] of Object.entries(inputs)) {
    const refused = `${input.id}-refused`
    document.getElementById(refused)?.remove()
    input.setAttribute("aria-invalid", String(name in errors))
    if (!(name in errors)) continue
    input.setAttribute("aria-describedby", refused)
    input.parentElement.after(make("p", { className: "refused", id: refused, textContent: errors[name].join(" ") }))
    input.addEventListener("input", () => answered(input, refused), { once: true })
  }
  const first = Object.keys(inputs).find((name) => name in errors)
  inputs[first]?.focus()
  return Boolean(first)
}

function answered(input, refused) {
  document.getElementById(refused)?.remove()
  input.removeAttribute("aria-invalid")
  input.removeAttribute("aria-describedby")
}

async function keep(photo, inputs, focal) {
  const body = new FormData()
  for (const [name, input] of Object.entries(inputs)) body.append(name, input.value)
  if (focal.focal_x !== photo.focal_x || focal.focal_y !== photo.focal_y) for (const [name, value] of Object.entries(focal)) body.append(name, value)
  const headers = { "X-CSRFToken": token() }
  const answer = await fetch(describe.replace("/0/", `/${photo.id}/`), { method: "POST", headers, body }).catch(() => null)
  return answer?.ok ? answer.json() : {}
}

// --- On the screen -------------------------------------------------------------------------------------------

// `standing`: the photos of a gallery, which is gathered then; none: one photo is taken.
function open(taken, standing = null) {
  take = taken
  gallery.begin(standing)
  dialog.showModal()
  dialog.querySelector("input[type=search]").focus()
  look()
}

// In the place of a field for a photo's number, whoever sees the picture chooses it.
function chosen(field, row) {
  const choosing = make("button", { type: "button", className: "button small", textContent: words.choose })
  const removing = make("button", { type: "button", className: "button small", textContent: words.remove })
  const put = (id, thumb) => {
    field.value = id
    row.querySelector("strong")?.remove()
    let image = row.querySelector(".thumb")
    if (!id) image?.remove()
    else {
      image ||= row.appendChild(make("img", { className: "thumb", alt: "", width: 240 }))
      image.src = thumb
    }
    removing.hidden = !id
    field.dispatchEvent(new Event("input", { bubbles: true }))
  }
  choosing.addEventListener("click", () => open((photo) => (put(photo.id, photo.thumb), choosing.focus())))
  removing.addEventListener("click", () => (put("", ""), choosing.focus()))
  removing.hidden = !field.value
  field.type = "hidden" // its number says nothing to whoever sees the picture
  field.after(make("span", { className: "bar" }, choosing, removing))
  return put
}

function lead() {
  const row = field.closest(".form-row")
  row.querySelector(".related-lookup")?.remove()
  chosen(field, row)
}

// In a dialog of the editor: of a picture, or of what an embedded post shows.
function inDialog({ field, thumbnail }) {
  const put = chosen(field, field.parentElement)
  if (field.value) put(field.value, thumbnail.replace("{id}", field.value))
}

if (dialog) {
  if (field) lead()
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close())
  let waiting = 0
  dialog.querySelector("input[type=search]").addEventListener("input", () => {
    clearTimeout(waiting)
    waiting = setTimeout(look, 200)
  })
  const files = dialog.querySelector("input[type=file]")
  files?.addEventListener("change", () => {
    for (const file of files.files) send(file)
    files.value = ""
  })
  for (const name of ["dragover", "drop"]) {
    dialog.addEventListener(name, (event) => {
      event.preventDefault()
      if (name === "drop" && files) for (const file of event.dataTransfer.files) send(file)
    })
  }
  // In the body: the same library, put where the cursor is.
  document.addEventListener("ask-picture", (event) => {
    const editor = event.target.editor
    if (!editor || editor.isActive("picture")) return
    event.preventDefault()
    open((photo) => editor.storage.picture.insert(editor, { photo: String(photo.id), caption: "", credit: "" }))
  })
  document.addEventListener("ask-photo", ({ detail }) => inDialog(detail))
  gallery.onPut(choose)
  const numbers = (photos) => ({ gallery: photos.map(({ id }) => id).join(" ") })
  document.addEventListener("ask-gallery", (event) => {
    const editor = event.target.editor
    if (!editor || editor.isActive("gallery")) return
    event.preventDefault()
    open((photos) => editor.storage.gallery.insert(editor, numbers(photos)), [])
  })
  document.addEventListener("edit-gallery", (event) => {
    const { attrs, thumbnail, replace } = event.detail
    event.preventDefault()
    const standing = attrs.gallery.split(" ").map((id) => ({ id: Number(id), thumb: thumbnail.replace("{id}", id) }))
    open((photos) => replace(numbers(photos)), standing)
  })
}
