// The point of a picture that every crop keeps: set by a click on it, or by the arrow keys.
// Without it both numbers are typed on the photo's page.

const STEP = 0.05
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }
const within = (share) => Math.min(1, Math.max(0, share))

// `edges`: left, top, right and bottom of what is seen, as shares of the whole picture; `moved` gets the new point.
export function focalPoint(image, edges, [x, y], words, moved) {
  const [left, top, right, bottom] = edges
  const frame = Object.assign(document.createElement("button"), { type: "button", className: "frame", title: words })
  const mark = Object.assign(document.createElement("span"), { className: "focal" })
  frame.setAttribute("aria-label", words)
  const put = (newX, newY) => {
    ;[x, y] = [within(newX), within(newY)]
    mark.style.left = `${within((x - left) / (right - left)) * 100}%`
    mark.style.top = `${within((y - top) / (bottom - top)) * 100}%`
  }
  const move = (newX, newY) => (put(newX, newY), moved(x, y))
  frame.addEventListener("click", ({ clientX, clientY, detail }) => {
    if (!detail) return // by keyboard: the arrows move it
    const box = image.getBoundingClientRect()
    move(left + ((clientX - box.left) / box.width) * (right - left), top + ((clientY - box.top) / box.height) * (bottom - top))
  })
  frame.addEventListener("keydown", (event) => {
    const [across, down] = ARROWS[event.key] || []
    if (across === undefined) return
    event.preventDefault()
    move(x + across, y + down)
  })
  image.replaceWith(frame)
  frame.append(image, mark)
  put(x, y)
  return frame
}

// --- On the photo's own page ---------------------------------------------------------------------------------

const own = document.querySelector(".field-whole img[data-edges]")
const fields = ["focal_x", "focal_y"].map((name) => document.querySelector(`input[name=${name}]`))

if (own && fields.every(Boolean)) {
  const point = fields.map((one) => Number(one.value))
  focalPoint(own, JSON.parse(own.dataset.edges), point, own.title, (...moved) => moved.forEach((share, at) => (fields[at].value = share.toFixed(3))))
}
