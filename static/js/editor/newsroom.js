/* The newsroom's own blocks in the body editor: pull quote, fact box, picture, gallery, Baca Juga, embedded post,
   page break; and the library's lists, tables and links held to the markup that the sanitiser keeps.
   Without it the body is a plain text area: the same markup, typed by hand, works the same.
   Labels come translated from articles/editor.py; the markup itself is stated in articles/rendering/markup.py. */

import {
  Blockquote as BaseBlockquote,
  crel,
  Link as BaseLink,
  ListItem as BaseListItem,
  Node,
  OrderedList as BaseOrderedList,
  Table as BaseTable,
  TableCell as BaseTableCell,
  TableHeader as BaseTableHeader,
  updateAttrsDialog,
} from "django-prose-editor/editor"

const TEXT_BLOCKS = "(paragraph | bulletList | orderedList)+"
const STORY_ID = /^[a-z0-9]{4,12}$/
const STORY_ADDRESS = /\/berita\/([a-z0-9]{4,12})(?:\/|$)/
const PHOTO_ID = /^[1-9][0-9]{0,17}$/

const words = (text) => (text || "").split(/\s+/).filter(Boolean)
const valid = (text, pattern) => [...new Set(words(text).filter((word) => pattern.test(word)))]
const storyIds = (text) => words(text).map((word) => word.match(STORY_ADDRESS)?.[1] || word).join(" ")

// --- The library's nodes, held to our markup ------------------------------------------------------------

export const ListItem = BaseListItem.extend({ content: "paragraph+" })
// No numbering styles: the library would write them into attributes that are not kept.
export const OrderedList = BaseOrderedList.extend({ addAttributes: () => ({}), addNodeView: null })
export const Blockquote = BaseBlockquote.extend({ content: TEXT_BLOCKS })

const span = (name) => ({
  default: 1,
  parseHTML: (element) => Number(element.getAttribute(name)) || 1,
  renderHTML: (attributes) => (attributes[name] > 1 ? { [name]: attributes[name] } : {}),
})
const cell = {
  content: TEXT_BLOCKS,
  addAttributes: () => ({ colspan: span("colspan"), rowspan: span("rowspan"), colwidth: { default: null, rendered: false } }),
}
export const TableCell = BaseTableCell.extend(cell)
export const TableHeader = BaseTableHeader.extend(cell)
// The library's view writes widths into style attributes; ours is the plain table.
export const Table = BaseTable.extend({ addNodeView: null })

export const Link = BaseLink.extend({
  addAttributes() {
    return { href: this.parent().href }
  },
  addCommands() {
    return {
      ...this.parent?.(),
      addLink: () => ({ editor }) => {
        askForLink(editor, this.options.labels)
        return true
      },
    }
  },
})

async function askForLink(editor, labels) {
  if (editor.state.selection.empty && !editor.isActive("link")) return
  const fields = { href: { title: labels.href, required: true } }
  const answer = await updateAttrsDialog(fields, dialogTexts(labels))(editor, editor.getAttributes("link"))
  if (!answer) return
  editor.chain().focus().extendMarkRange("link").setMark("link", { href: asAddress(answer.href.trim()) }).run()
}

// As people write it: `jakarta.go.id/bakau` and `redaksi@example.id` lead where a reader would expect.
function asAddress(typed) {
  if (/^([a-z][a-z0-9+.-]*:|[/#])/i.test(typed)) return typed
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(typed)) return `mailto:${typed}`
  return /^[^\s/?#@]+\.[^\s/?#@.]{2,}([/?#:]|$)/.test(typed) ? `https://${typed}` : typed
}

// --- Boxes around text --------------------------------------------------------------------------------

const box = ({ name, cssClass, content, icon }) =>
  Node.create({
    name,
    group: "block",
    content,
    defining: true,
    parseHTML: () => [{ tag: `aside.${cssClass}` }],
    renderHTML: () => ["aside", { class: cssClass }, 0],
    addMenuItems({ buttons, menu }) {
      menu.defineItem({
        name,
        groups: "newsroom",
        button: buttons.material(icon, this.options.labels.title),
        active: (editor) => editor.isActive(name),
        enabled: (editor) => editor.can().toggleWrap(name),
        command: (editor) => editor.chain().focus().toggleWrap(name).run(),
      })
    },
  })

export const PullQuote = box({ name: "pullQuote", cssClass: "pull-quote", content: "paragraph+", icon: "record_voice_over" })
export const FactBox = box({
  name: "factBox",
  cssClass: "fact-box",
  // A paragraph first: Enter makes what is named first.
  content: "(paragraph | heading | bulletList | orderedList)+",
  icon: "fact_check",
})

// --- Blocks that stand for something the page looks up -----------------------------------------------------

const dialogTexts = (labels) => ({ title: labels.title, submitText: labels.submit })

/* A block without text of its own. `attributes` are its data-attributes, camel-cased names without "data-" for keys;
   `fields` and `read` make the dialog and turn its answer into attributes, null when nothing usable was entered;
   `card` fills its place in the editing area. */
const atom = ({ name, tag, attributes, icon, fields, read, card }) =>
  Node.create({
    name,
    group: "block",
    atom: true,
    draggable: true,
    addAttributes() {
      return Object.fromEntries(
        attributes.map((attribute) => [
          attribute,
          {
            default: "",
            parseHTML: (element) => element.getAttribute(`data-${attribute}`) || "",
            renderHTML: (values) => ({ [`data-${attribute}`]: values[attribute] }),
          },
        ]),
      )
    },
    parseHTML: () => [{ tag: `${tag}[data-${attributes[0]}]` }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes],
    addNodeView() {
      return ({ node, editor, getPos }) => {
        const label = this.options.labels.title
        const dom = crel("div", { className: `newsroom-block newsroom-${name}`, "aria-label": label, role: "group" })
        dom.append(crel("strong", { textContent: label }), ...card(node.attrs, this.options))
        dom.addEventListener("dblclick", () => {
          if (fields && editor.isEditable) edit(editor, this, { node, at: getPos() })
        })
        return { dom }
      }
    },
    addKeyboardShortcuts() {
      return {
        Enter: ({ editor }) => {
          const { node, from } = editor.state.selection
          if (!fields || node?.type.name !== name) return false
          edit(editor, this, { node, at: from })
          return true
        },
      }
    },
    addMenuItems({ buttons, menu }) {
      menu.defineItem({
        name,
        groups: "newsroom",
        button: buttons.material(icon, this.options.labels.title),
        active: (editor) => editor.isActive(name),
        command: (editor) => {
          const { node, from } = editor.state.selection
          if (taken(editor, `ask-${name}`)) return
          if (!fields) insert(editor, name, {})
          else if (node?.type.name === name) edit(editor, this, { node, at: from })
          else edit(editor, this, null)
        },
      })
    },
    addStorage: () => ({
      fields,
      read,
      entered: false,
      place: (editor) => placeOf(editor, name),
      insert: (editor, attrs) => insert(editor, name, attrs),
    }),
    onFocus() {
      this.storage.entered = true
    },
  })

// A page with a better way to ask than our dialogs takes the event.
const taken = (editor, name, detail) =>
  !editor.view.dom.dispatchEvent(new CustomEvent(name, { bubbles: true, cancelable: true, detail }))

async function edit(editor, { name, options }, place) {
  const { fields, read } = editor.storage[name]
  const replace = (attrs) =>
    editor.chain().focus().command(({ tr }) => Boolean(tr.setNodeMarkup(place.at, null, attrs))).run()
  if (place && taken(editor, `edit-${name}`, { attrs: place.node.attrs, thumbnail: options.thumbnail, replace })) return
  const dialog = updateAttrsDialog(fields(options.labels), dialogTexts(options.labels))
  const asked = (answer) => {
    const answered = dialog(editor, answer)
    const field = editor.view.dom.parentElement.querySelector("dialog[open] [name=photo]")
    if (field) taken(editor, "ask-photo", { field, thumbnail: options.thumbnail })
    return answered
  }
  // What can't be used is asked for again with all that was typed, and the cursor goes back into the text.
  for (let answer = shown(place?.node.attrs || {}); (answer = await asked(answer)); window.alert(options.labels.missing)) {
    const attrs = read(answer, options)
    if (attrs) return place ? replace(attrs) : insert(editor, name, attrs)
  }
  editor.commands.focus()
}

// Lists of numbers are kept with spaces between and shown one a line.
const shown = (attrs) =>
  Object.fromEntries(
    Object.entries(attrs).map(([key, value]) => [key, LISTS.has(key) ? words(value).join("\n") : value]),
  )
const LISTS = new Set(["gallery", "baca-juga"])

// After the block of the cursor: inserting at a selected picture would replace it, inside a quote would be moved. Until
// somebody has put the cursor into the text it stands nowhere, and Baca Juga goes to its usual place.
function placeOf(editor, type) {
  const { doc, selection } = editor.state
  if (type === "bacaJuga" && !editor.storage[type].entered) return usualPlace(doc)
  return selection.$to.depth ? selection.$to.after(1) : selection.to
}

// After the second paragraph; after the first where nothing would follow, since Baca Juga never stands last.
function usualPlace(doc) {
  const ends = []
  doc.forEach((node, offset) => node.type.name === "paragraph" && ends.push(offset + node.nodeSize))
  return ends.slice(0, 2).findLast((end) => end < doc.content.size) ?? doc.content.size
}

function insert(editor, type, attrs) {
  const at = placeOf(editor, type)
  const content = [{ type, attrs }]
  if (at >= editor.state.doc.content.size) content.push({ type: "paragraph" })
  editor.chain().focus().insertContentAt(at, content).setTextSelection(at + 2).run()
}

const line = (text) => crel("span", { textContent: text })

function thumbnail(id, { thumbnail: pattern }) {
  const image = crel("img", { src: pattern.replace("{id}", id), alt: "", width: 120, loading: "lazy" })
  image.addEventListener("error", () => image.replaceWith(line(`#${id}`)))
  return image
}

export const Picture = atom({
  name: "picture",
  tag: "figure",
  attributes: ["photo", "caption", "credit"],
  icon: "image",
  fields: (labels) => ({
    photo: { title: labels.photo, required: true },
    caption: { title: labels.caption, format: "textarea" },
    credit: { title: labels.credit },
  }),
  read: ({ photo, caption, credit }) => (PHOTO_ID.test(photo.trim()) ? { photo: photo.trim(), caption, credit } : null),
  card: ({ photo, caption, credit }, options) => [thumbnail(photo, options), line(caption), line(credit)],
})

export const Gallery = atom({
  name: "gallery",
  tag: "div",
  attributes: ["gallery"],
  icon: "photo_library",
  fields: (labels) => ({ gallery: { title: labels.photos, format: "textarea" } }),
  read: ({ gallery }) => {
    const photos = valid(gallery, PHOTO_ID)
    return photos.length ? { gallery: photos.join(" ") } : null
  },
  card: ({ gallery }, options) => words(gallery).map((id) => thumbnail(id, options)),
})

const known = new Map()

// As readers will see it: headlines of live stories, and what they won't see struck out.
async function fillHeadlines(list, stories, titles, gone) {
  const draw = () =>
    list.replaceChildren(
      ...stories.map((story) => {
        const headline = known.get(story)
        const row = crel("li", { textContent: headline || story })
        if (headline === null) row.append(crel("del", { textContent: gone }))
        return row
      }),
    )
  draw()
  const unknown = stories.filter((story) => !known.has(story))
  if (!unknown.length || !titles) return
  const answer = await fetch(`${titles}?${unknown.map((story) => `id=${story}`).join("&")}`).catch(() => null)
  if (!answer?.ok) return
  const { headlines } = await answer.json()
  for (const story of unknown) known.set(story, headlines[story] ?? null)
  draw()
}

export const BacaJuga = atom({
  name: "bacaJuga",
  tag: "div",
  attributes: ["baca-juga"],
  icon: "playlist_add",
  fields: (labels) => ({ "baca-juga": { title: labels.stories, format: "textarea" } }),
  read: (answer, { limit }) => {
    const stories = valid(storyIds(answer["baca-juga"]), STORY_ID).slice(0, limit)
    return stories.length ? { "baca-juga": stories.join(" ") } : null
  },
  card: (attrs, { titles, gone }) => {
    const list = crel("ul", { className: "baca-juga-links" })
    fillHeadlines(list, words(attrs["baca-juga"]), titles, gone)
    return [list]
  },
})

export const Embed = atom({
  name: "embed",
  tag: "div",
  attributes: ["embed", "author", "text", "when", "photo", "ai"],
  icon: "add_link",
  fields: (labels) => ({
    embed: { title: labels.url, required: true },
    author: { title: labels.author },
    text: { title: labels.text, format: "textarea" },
    when: { title: labels.when },
    photo: { title: labels.photo },
    ai: { title: labels.ai, type: "boolean" },
  }),
  read: ({ embed, author, text, when, photo, ai }) => {
    const address = asAddress(embed.trim())
    if (!/^https:\/\/\S+$/.test(address)) return null
    return { embed: address, author, text, when, photo: valid(photo, PHOTO_ID)[0] || "", ai: ai ? "1" : "" }
  },
  card: ({ embed, author, text, when, photo, ai }, options) => [
    ...(photo ? [thumbnail(photo, options)] : []),
    ...[ai && options.labels.ai, author, when, text, embed].filter(Boolean).map(line),
  ],
})

export const PageBreak = atom({
  name: "pageBreak",
  tag: "hr",
  attributes: ["page-break"],
  icon: "insert_page_break",
  card: () => [],
})
