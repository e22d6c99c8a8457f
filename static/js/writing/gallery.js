// A gallery gathered from the library, in the order in which its photos are pressed; pressed again, one is left out, and
// the arrows below one move it.
// Without it the numbers of the photos are typed.

import { make } from "redaksi/make"

export function gathering(dialog) {
  const shown = dialog.querySelector(".gathered")
  const put = dialog.querySelector("[data-put]")
  let photos = null // none: a single photo is looked for

  const has = (id) => photos.some((photo) => photo.id === id)
  const leave = (id) => (photos = photos.filter((photo) => photo.id !== id))

  function small(photo, at) {
    const image = make("img", { src: photo.thumb, alt: "", width: 72, height: 48 })
    const off = labelled(make("button", { type: "button" }, image), dialog.dataset.remove, photo)
    off.addEventListener("click", () => (leave(photo.id), draw(), put.focus()))
    const steps = Object.entries({ earlier: at - 1, later: at + 1 }).map(([name, to]) => step(name, photo, at, to))
    return make("li", {}, off, make("span", { className: "steps" }, ...steps))
  }

  function step(name, photo, at, to) {
    const textContent = name === "earlier" ? "‹" : "›"
    const button = make("button", { type: "button", className: "button small", textContent, disabled: !photos[to] })
    button.dataset.step = name
    button.addEventListener("click", () => (photos.splice(to, 0, ...photos.splice(at, 1)), draw(), stay(to, name)))
    return labelled(button, dialog.dataset[name], photo)
  }

  // On the photo that was moved: the way it went, or back from either end.
  function stay(at, name) {
    const steps = [...shown.querySelectorAll("li")[at].querySelectorAll("[data-step]:enabled")]
    ;(steps.find((one) => one.dataset.step === name) || steps[0]).focus()
  }

  function labelled(button, words, photo) {
    button.setAttribute("aria-label", `${words}: ${photo.caption || `#${photo.id}`}`)
    return button
  }

  function draw() {
    shown.hidden = put.hidden = !photos
    mark()
    if (!photos) return
    put.textContent = `${dialog.dataset.put} (${photos.length})`
    put.disabled = !photos.length
    shown.querySelector("ol").replaceChildren(...photos.map(small))
  }

  function mark() {
    for (const button of dialog.querySelectorAll(".shots button")) {
      if (photos) button.setAttribute("aria-pressed", String(has(Number(button.dataset.photo))))
      else button.removeAttribute("aria-pressed")
    }
  }

  return {
    mark,
    begin: (standing) => ((photos = standing), draw()),
    gathers: () => Boolean(photos),
    toggle: (photo) => (has(photo.id) ? leave(photo.id) : photos.push(photo), draw()),
    add: (photo) => (has(photo.id) || photos.push(photo), draw()),
    onPut: (act) => put.addEventListener("click", () => act(photos)),
  }
}
