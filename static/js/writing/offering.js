// The banner of what this browser alone holds: shown above the page's other banners, taken back or thrown away.

import { forget } from "redaksi/typed"

const WHEN = { timeZoneName: "short", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }

// `take`: what is done with the record; the banner goes once it says yes.
export function offerTyped(record, take) {
  const template = document.getElementById("offer")
  const offer = template.content.firstElementChild.cloneNode(true)
  const when = new Date(record.at).toLocaleString(document.documentElement.lang, { ...WHEN, timeZone: template.dataset.zone })
  offer.querySelector("[data-when]").textContent = when
  offer.querySelector("[data-headline]").textContent = record.fields.find(([name]) => name === "headline")?.[1] || ""
  offer.querySelector("[data-take]").addEventListener("click", async () => (await take(record)) && offer.remove())
  offer.querySelector("[data-drop]").addEventListener("click", async () => {
    await forget(record.tab)
    offer.remove()
  })
  template.before(offer)
}
