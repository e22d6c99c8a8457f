// What was typed and not saved, in this browser's own database: a tab each. A database and not localStorage, whose
// words reach the disk some seconds late, so that a browser killed in between would lose them.

const MONTH = 30 * 24 * 3600 * 1000
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
export const forget = (tab) => act("readwrite", (store) => store.delete(tab))

// One person's records of one story, newest first; a month-old one goes.
export async function remembered(user, article) {
  const found = []
  for (const record of await act("readonly", (store) => store.getAll())) {
    if (Date.now() - record.at > MONTH) await forget(record.tab)
    else if (record.user === user && record.article === article) found.push(record)
  }
  return found.sort((one, other) => other.at - one.at)
}
