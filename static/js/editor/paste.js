/* Names for the editing area and its buttons in the desk's language, and a filter for what Word and Google Docs put on the clipboard: bullet
   paragraphs become lists, styles become bold and italic. Without it the area has no name for screen readers, its buttons are named in English,
   pasted bullets stay paragraphs with a dot, and a text area pastes plain text. */

import { Extension, Plugin } from "django-prose-editor/editor"

const menuOf = (editor) => editor.view.dom.closest(".prose-editor")?.querySelectorAll(".prose-menubar button") || []

// The library names its buttons in English, and greys out what cannot be done now for the eye alone.
function nameMenu(editor, words) {
  for (const button of menuOf(editor)) {
    const named = words[button.title || button.textContent]
    if (named && button.title) Object.assign(button, { title: named, ariaLabel: named })
    else if (named) button.textContent = named
  }
}

function tellDisabled(editor) {
  for (const button of menuOf(editor)) button.ariaDisabled = String(button.classList.contains("disabled"))
}

export const Labels = Extension.create({
  name: "labels",
  addProseMirrorPlugins() {
    const attributes = { "aria-label": String(this.options.area), "aria-multiline": "true", role: "textbox" }
    return [new Plugin({ props: { attributes } })]
  },
  onCreate() {
    nameMenu(this.editor, this.options.menu)
    tellDisabled(this.editor)
  },
  onTransaction() {
    queueMicrotask(() => tellDisabled(this.editor)) // after the menu's own listeners
  },
})

// "o" is Word's second-level bullet; a number counts only in a paragraph that Word itself calls a list item.
const BULLET = /^[\s\u00a0]*(?:[·•▪§]|o(?=[\s\u00a0]{2}))[\s\u00a0]*/
const NUMBER = /^[\s\u00a0]*\d{1,3}[.)][\s\u00a0]+/

function listOf(paragraph) {
  const text = paragraph.textContent
  if (BULLET.test(text)) return { tag: "ul", marker: text.match(BULLET)[0] }
  if (/MsoList/.test(paragraph.className) && NUMBER.test(text)) return { tag: "ol", marker: text.match(NUMBER)[0] }
  return null
}

// The marker lies in spans within spans: cut as many characters from the text nodes as it has.
function cutStart(paragraph, length) {
  const texts = paragraph.ownerDocument.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT)
  while (length > 0 && texts.nextNode()) {
    const node = texts.currentNode
    const cut = Math.min(length, node.data.length)
    node.deleteData(0, cut)
    length -= cut
  }
}

function bulletsToLists(page) {
  let list = null
  for (const paragraph of page.querySelectorAll("p")) {
    const found = paragraph.closest("li") ? null : listOf(paragraph)
    if (!found) continue
    cutStart(paragraph, found.marker.length)
    if (list?.localName !== found.tag || list.nextElementSibling !== paragraph) {
      list = page.createElement(found.tag)
      paragraph.before(list)
    }
    const item = page.createElement("li")
    list.append(item)
    item.append(paragraph)
  }
}

/* The policy that keeps inline styles and handlers from pages also makes the browser ignore them, with a complaint,
   in parsed clipboards: they are renamed before parsing, and what a style says about weight and slant is kept. A style
   sheet becomes a script, which reads as raw text too, never runs in a parsed page, and is thrown away with the others. */
const renamed = (html) =>
  html
    .replace(/<(\/?)style\b/gi, "<$1script")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style=").replace(/\son\w+\s*=/gi, " data-was="))

// A property's own name: Word says mso-bidi-font-weight of what is bold.
const MARKS = [
  ["strong", /(?<![\w-])font-weight:\s*(bold|[6-9]00)/i],
  ["em", /(?<![\w-])font-style:\s*italic/i],
]
const NOT_BOLD = /(?<![\w-])font-weight:\s*normal/i

function stylesToMarks(page) {
  for (const element of page.querySelectorAll("[data-style]")) {
    const style = element.dataset.style
    // Google Docs wraps all it copies in a <b> that isn't bold.
    if (element.localName === "b" && NOT_BOLD.test(style)) element.replaceWith(...element.childNodes)
    else if (element.localName === "span") wrapIn(element, MARKS.filter(([, says]) => says.test(style)))
    element.removeAttribute("data-style")
  }
}

function wrapIn(element, marks) {
  for (const [tag] of marks) {
    const mark = element.ownerDocument.createElement(tag)
    mark.append(...element.childNodes)
    element.append(mark)
  }
}

function tidied(html) {
  // The editor's own copies are right as they are; parsing would take loose table cells apart.
  if (html.includes("data-pm-slice")) return html
  const page = new DOMParser().parseFromString(renamed(html), "text/html")
  for (const unread of page.querySelectorAll("script, meta, link")) unread.remove()
  stylesToMarks(page)
  bulletsToLists(page)
  return page.body.innerHTML
}

export const PasteFilter = Extension.create({
  name: "pasteFilter",
  addProseMirrorPlugins() {
    return [new Plugin({ props: { transformPastedHTML: tidied } })]
  },
})
