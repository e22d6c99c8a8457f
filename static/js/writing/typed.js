// What was typed and not saved, in this browser's own database: a tab each. A database and not localStorage, whose
// words reach the disk some seconds late, so that a browser killed in between would lose them. Whoever leaves a page
// has no moment to wait for a database: what stands there then goes into localStorage, which takes it at once.

const MONTH = 30 * 24 * 3600 * 1000
const AT_ONCE = "redaksi:typed:"
let opened

function open() {
  opened ||= new Promise((resolve, reject) => {
    const request = indexedDB.open("redaksi", 1)
    request.onupgradeneeded = () => request.result.createObjectStore("typed", { keyPath: "tab" })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  return opened
}

async function act(mode, work) {
  const database = await open()
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("typed", mode)
    const request = work(transaction.objectStore("typed"))
    transaction.oncomplete = () => resolve(request.result)
    transaction.onerror = transaction.onabort = () => reject(transaction.error)
  })
}

export const remember = (record) => act("readwrite", (store) => store.put(record))

export function rememberAtOnce(record) {
  try {
    localStorage.setItem(AT_ONCE + record.tab, JSON.stringify(record))
  } catch {
    // Full, or barred by the browser: the database has it up to a second ago.
  }
}

export function forget(...tabs) {
  for (const tab of tabs) localStorage.removeItem(AT_ONCE + tab)
  return act("readwrite", (store) => tabs.map((tab) => store.delete(tab)).at(-1))
}

export const newTab = () => crypto.randomUUID?.() || [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("")

const keptAtOnce = () =>
  Object.entries(localStorage).filter(([name]) => name.startsWith(AT_ONCE)).map(([, text]) => JSON.parse(text))

// One person's records of one story, newest first; a month-old one goes.
export async function remembered(user, article) {
  const found = new Map()
  for (const record of [...(await act("readonly", (store) => store.getAll())), ...keptAtOnce()]) {
    if (Date.now() - record.at > MONTH) await forget(record.tab)
    else if (record.user === user && record.article === article && !(found.get(record.tab)?.at > record.at)) found.set(record.tab, record)
  }
  return [...found.values()].sort((one, other) => other.at - one.at)
}

// Whether a field holds other than what the server sent.
export function differs(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked
  if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected))
  return field.defaultValue !== undefined && field.defaultValue !== field.value
}
