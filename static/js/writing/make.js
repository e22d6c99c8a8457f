// An element with its properties and what stands inside it.

export const make = (tag, properties, ...inside) => {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...inside)
  return element
}
