// On a phone a list of the desk is drawn as cards, without the head of its columns: each cell behind the row's own name
// says which column it stands in, and one that holds nothing is left out. Without it the cards stand without those words.

const NOTHING = /^[-–—]?$/
const list = document.getElementById("result_list")
const names = [...(list?.tHead.rows[0].cells ?? [])].map((head) => head.querySelector(".text")?.textContent.trim())

for (const { cells } of list?.tBodies[0].rows ?? []) {
  const named = [...cells].findIndex((cell) => cell.textContent.trim())
  ;[...cells].forEach((cell, place) => {
    if (place <= named || cell.querySelector("form")) return
    if (!cell.querySelector("img, svg") && NOTHING.test(cell.textContent.trim())) cell.classList.add("nothing")
    else if (names[place]) cell.dataset.label = names[place]
  })
}
