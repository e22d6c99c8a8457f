// The editor of the body, for those who need it, whether it stood before they came or not.

export function whenEditorStands(textarea, act) {
  const editor = textarea.closest(".prose-editor")?.querySelector(".ProseMirror[role=textbox]")?.editor
  if (editor) act(editor)
  else textarea.addEventListener("prose-editor:ready", ({ detail }) => act(detail.editor), { once: true })
}
