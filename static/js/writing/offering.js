// The banner of what this browser alone holds: shown above the page's other banners, taken back or thrown away.

import { forget } from "redaksi/typed"

// As the server prints it: Indonesian browsers would part hour and minute by a full stop.
function clock(at, [timeZone, name]) {
  return `${at.toLocaleTimeString("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" })} ${name}`
}

// `zones`: the newsroom's and, where it differs, the reader's, each with its name.
function told(at, zones) {
  const [house, theirs] = zones.split(", ").map((zone) => zone.split(" "))
  const day = at.toLocaleDateString(document.documentElement.lang, { timeZone: house[0], day: "numeric", month: "long" })
  return `${day} ${clock(at, house)}${theirs ? ` (${clock(at, theirs)})` : ""}`
}

// `take`: what is done with the record; the banner goes once it says yes.
export function offerTyped(record, take) {
  const template = document.getElementById("offer")
  const offer = template.content.firstElementChild.cloneNode(true)
  offer.querySelector("[data-when]").textContent = told(new Date(record.at), template.dataset.zones)
  offer.querySelector("[data-headline]").textContent = record.fields.find(([name]) => name === "headline")?.[1] || ""
  offer.querySelector("[data-take]").addEventListener("click", async () => (await take(record)) && offer.remove())
  offer.querySelector("[data-drop]").addEventListener("click", async () => {
    await forget(record.tab)
    offer.remove()
  })
  template.before(offer)
}
