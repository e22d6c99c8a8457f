// Tags complete themselves from those that exist, so that one topic keeps one spelling. Without it they are typed, and
// saving takes the spelling that stands.

import { complete } from "redaksi/completion"

const input = document.querySelector("input[name=tags]:not(:disabled)")
const parts = (text) => text.split(",").map((part) => part.trim())

if (input) {
  const { url, label } = input.dataset
  complete(input, {
    label,
    find: async (text) => {
      const names = parts(text)
      const query = names.pop()
      if (query.length < 2) return []
      const answer = await fetch(`${url}?q=${encodeURIComponent(query)}`)
      const have = new Set(names.map((name) => name.toLowerCase()))
      return (await answer.json()).tags.filter((name) => !have.has(name.toLowerCase()))
    },
    draw: (name, row) => (row.textContent = name),
    choose: (name) => {
      input.value = [...parts(input.value).slice(0, -1), name, ""].join(", ")
      input.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })
}
