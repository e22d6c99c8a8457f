// Baca Juga by three keys: Ctrl+J, a word or an arrow, Enter. Suggests live stories that fit what has been written so
// far, searches as one types, and puts the chosen one where the cursor is, or after the second paragraph. Without it the
// button of the editor asks for story numbers or addresses.

import { whenEditorStands } from "redaksi/body"
import { complete } from "redaksi/completion"
import { token } from "redaksi/token"

const form = document.getElementById("article_form")
const dialog = document.getElementById("baca-juga")
const body = form.elements.body
const { suggestions, search, most } = dialog?.dataset || {}
const input = dialog?.querySelector("input")
let editor
let completion

const linked = (doc) => {
  const found = []
  doc.descendants((node) => {
    if (node.type.name === "bacaJuga") found.push(...node.attrs["baca-juga"].split(" "))
  })
  return found
}

const textSoFar = () => `${form.elements.headline.value}\n${form.elements.deck.value}\n${editor.state.doc.textContent.slice(0, 20000)}`

async function find(query) {
  const answer = query.trim()
    ? await fetch(`${search}&q=${encodeURIComponent(query)}`)
    : await fetch(suggestions, {
        method: "POST",
        headers: { "X-CSRFToken": token(), "Content-Type": "text/plain" },
        body: textSoFar(),
      })
  const { stories } = await answer.json()
  const have = new Set(linked(editor.state.doc))
  return stories.map((story) => ({ ...story, refused: have.has(story.id) }))
}

function draw({ headline, when, refused }, row) {
  const line = Object.assign(document.createElement("small"), { textContent: refused ? `${when} · ${dialog.dataset.already}` : when })
  row.append(headline, line)
  if (refused) row.setAttribute("aria-disabled", "true")
}

// Where it would go stands a Baca Juga already: the story joins it, up to the most that one may hold.
function neighbour() {
  const { $from, node } = editor.state.selection
  if (node?.type.name === "bacaJuga") return { node, at: editor.state.selection.from }
  const at = editor.storage.bacaJuga.place(editor)
  const after = editor.state.doc.resolve(at).nodeAfter
  if (after?.type.name === "bacaJuga") return { node: after, at }
  if (!$from.depth) return null
  // Behind the one just put in the cursor stands at the start of the next paragraph.
  const before = $from.parentOffset ? null : editor.state.doc.resolve($from.before(1)).nodeBefore
  return before?.type.name === "bacaJuga" ? { node: before, at: $from.before(1) - before.nodeSize } : null
}

function place({ id }) {
  dialog.close()
  const beside = neighbour()
  const have = beside ? beside.node.attrs["baca-juga"].split(" ") : []
  if (beside && have.length < Number(most)) {
    const attrs = { "baca-juga": [...have, id].join(" ") }
    editor.chain().focus().command(({ tr }) => Boolean(tr.setNodeMarkup(beside.at, null, attrs))).run()
  } else editor.storage.bacaJuga.insert(editor, { "baca-juga": id })
}

function open() {
  if (!editor) return
  input.value = ""
  dialog.showModal()
  input.focus()
  completion.ask()
}

if (dialog && body) {
  whenEditorStands(body, (standing) => {
    editor = standing
    completion = complete(input, { label: dialog.dataset.label, find, draw, choose: place, first: true })
    dialog.addEventListener("close", () => editor.commands.focus())
    editor.view.dom.addEventListener("ask-bacaJuga", (event) => {
      event.preventDefault()
      open()
    })
  })
  document.addEventListener("redaksi:baca-juga", open)
}
