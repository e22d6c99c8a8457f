// What shows the server that a request comes from a page of its own. Who signs in again, in another tab, gets another
// one: the form that stood here meanwhile holds the old one, and the cookie what is taken now.

export const token = () =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || document.querySelector("[name=csrfmiddlewaretoken]")?.value
