// A gallery gathered from the library, in the order in which its photos are pressed; pressed again, one is left out.
// Without it the numbers of the photos are typed.

import { make } from "redaksi/make"

export function gathering(dialog) {
  const shown = dialog.querySelector(".gathered")
  const put = dialog.querySelector("[data-put]")
  let photos = null // none: a single photo is looked for

  const has = (id) => photos.some((photo) => photo.id === id)
  const leave = (id) => (photos = photos.filter((photo) => photo.id !== id))

  function small(photo) {
    const button = make("button", { type: "button" }, make("img", { src: photo.thumb, alt: "", width: 72, height: 48 }))
    button.setAttribute("aria-label", `${dialog.dataset.remove}: ${photo.caption || `#${photo.id}`}`)
    button.addEventListener("click", () => (leave(photo.id), draw(), put.focus()))
    return make("li", {}, button)
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
