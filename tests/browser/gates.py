"""What every readers' page is held to, measured in Chromium: bytes, requests, elements, shifts, size of targets."""

import gzip
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe

STORY_BYTES, OTHER_BYTES, STYLE_BYTES, SCRIPT_BYTES = 14_000, 20_000, 8_000, 5_000
MOST_REQUESTS, ALL_BYTES, MOST_ELEMENTS = 6, 100_000, 600
TEXT_EDITION_BYTES = 10_000
AXE_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}

SHIFTS = """() => new Promise(resolve => {
  let sum = 0
  new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value })
    .observe({type: 'layout-shift', buffered: true})
  setTimeout(() => resolve(sum), 300)
})"""
SMALL_TARGETS = """() => [...document.querySelectorAll(
    '.bar a, .find, .chips a, .share a, .more a, .pages a, .foot li a, .days a, button, input, select')]
  .filter(one => one.checkVisibility({visibilityProperty: true}))
  .map(one => [one.textContent.trim() || one.name, one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5 || box.width < 24)
  .map(([name, box]) => `${name} ${box.width}x${box.height}`)"""
MOVING = """() => [...document.querySelectorAll('*')].filter(one => {
    const style = getComputedStyle(one)
    const seconds = `${style.transitionDuration}, ${style.animationDuration}`.split(', ').map(parseFloat)
    return Math.max(...seconds) > 0.01 || style.scrollBehavior === 'smooth'
  }).map(one => one.tagName)"""
UNDRAWN = """() => [...document.querySelectorAll('[aria-current], .label, button, .notice')]
  .filter(one => one.checkVisibility({visibilityProperty: true}))
  .filter(one => {
    const style = getComputedStyle(one)
    const told = parseInt(style.fontWeight) >= 600 || style.textDecorationLine !== 'none'
    return !told && ['Top', 'Bottom', 'Left'].every(side => parseFloat(style[`border${side}Width`]) === 0)
  }).map(one => one.outerHTML.slice(0, 80))"""
"""What colour alone would tell: without it, a border, a line or weight has to."""
CUT = """() => [...document.querySelectorAll('main *')].filter(one => {
    const style = getComputedStyle(one)
    if (style.display === 'inline' || one.closest('.in-a-row')) return false
    const line = parseFloat(style.lineHeight) / 2  // letters reach a little over a tight line
    const below = style.overflowY === 'hidden' && one.scrollHeight > one.clientHeight + line
    return below || one.scrollWidth > one.clientWidth + 1
  }).map(one => one.outerHTML.slice(0, 120))"""
"""What is cut, or juts out of its place."""
SET = """([family, size]) => {
  document.documentElement.style.setProperty('--sans', family)
  document.documentElement.dataset.text = size
}"""
FULL_LINES = """selector => [...document.querySelectorAll(selector)].flatMap(one => {
    const lines = [], text = one.firstChild, range = document.createRange()
    let top = null
    for (let at = 0; at < text.length; at++) {
      range.setStart(text, at); range.setEnd(text, at + 1)
      const box = range.getClientRects()[0]
      if (!box) continue
      if (box.top !== top) { lines.push(0); top = box.top }
      lines[lines.length - 1] += 1
    }
    return lines.slice(0, -1)
  })"""
"""Characters of each line of the paragraphs but their last."""
LINES = """selector => [...document.querySelectorAll(selector)]
  .map(one => Math.round(one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).lineHeight)))"""
HEADLINES_WITHIN = """height => [...document.querySelectorAll(':is(h2, h3, .ranked li) > a[href*="/berita/"]')]
  .filter(one => one.checkVisibility() && one.getBoundingClientRect().bottom <= height).length"""
SERIF = """selector => [...document.querySelectorAll(selector)].flatMap(one => [one, ...one.querySelectorAll('*')])
  .filter(one => /Georgia|Noto Serif/.test(getComputedStyle(one).fontFamily))
  .map(one => one.outerHTML.slice(0, 80))"""
ACCENTED = """() => {
  const probe = document.body.appendChild(document.createElement('i'))
  probe.style.color = 'var(--accent)'
  const accent = getComputedStyle(probe).color
  probe.remove()
  const may = '.kicker, .kicker *, .label.live, .bar [aria-current], .ranked li, .most-read > li'
  const coloured = (one, part) => {
    const style = getComputedStyle(one, part)
    if (part === null && !one.textContent.trim() && one.tagName !== 'METER') return false
    if (part && !part.includes('meter') && ['none', 'normal'].includes(style.content)) return false
    return style.color === accent || style.backgroundColor === accent || ['Top', 'Left', 'Bottom'].some(
      side => parseFloat(style[`border${side}Width`]) && style[`border${side}Color`] === accent)
  }
  const parts = [null, '::before', '::after']
  return [...document.querySelectorAll('body *')]
    .filter(one => !one.matches(may) && parts.some(part => coloured(one, part)))
    .map(one => one.outerHTML.slice(0, 80))
}"""
"""What wears the house's colour and is neither kicker, live mark, current section nor a place among the most read."""
OFF_THE_SCALE = """() => {
  const scale = [0, 4, 8, 12, 16, 24, 40], own = {'.card': 14, '.most-read > li': 14, '.body > *': 18}
  const sides = ['top', 'right', 'bottom', 'left']
  const named = [...sides.flatMap(side => [`margin-${side}`, `padding-${side}`]), 'row-gap', 'column-gap']
  const off = (one, part) => {
    const style = part ? getComputedStyle(one, part) : one.computedStyleMap()
    if (part && ['none', 'normal'].includes(style.content)) return []
    return named.map(name => [name, part ? style.getPropertyValue(name) : String(style.get(name))])
      .filter(([, value]) => value.endsWith('px'))
      .map(([name, value]) => [name, Math.abs(parseFloat(value))])
      .filter(([, value]) => !scale.includes(value) && value < 100)
      .filter(([, value]) => !Object.entries(own).some(([where, its]) => its === value && one.matches(where)))
      .map(([name, value]) => `${name} ${value}: ${one.outerHTML.slice(0, 60)}`)
  }
  return [...document.querySelectorAll('body, body *')].filter(one => one.checkVisibility())
    .flatMap(one => [...off(one, null), ...off(one, '::before'), ...off(one, '::after')])
}"""
"""Margins, paddings and gaps that are none of the scale, nor the row's own 14 px or the paragraph's own 18."""
WIDER_THAN_SCREEN = """() => document.documentElement.scrollWidth - innerWidth"""


@dataclass
class Loaded:
    """What came over the line for one page; text counts as the proxy sends it, compressed."""

    sizes: dict[str, int] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)

    @property
    def total(self):
        return sum(self.sizes.values())

    def of(self, ending):
        return sum(size for path, size in self.sizes.items() if path.endswith(ending))


def load(page, address, until="networkidle"):
    """Open a page as its reader does, and wait until nothing more is asked for."""
    loaded, answers = Loaded(), []

    def gather(one):
        answers.append(one)

    page.on("response", gather)
    answer = page.goto(address, wait_until=until)
    page.remove_listener("response", gather)
    for one in answers:
        loaded.hosts.add(one.url.split("/")[2])
        body = b"" if 300 <= one.status < 400 else one.body()  # a redirect carries none, and counts as asked for
        kind = one.headers.get("content-type", "")
        size = len(gzip.compress(body, 6)) if kind.startswith(("text/", "application/")) else len(body)
        name = "/" if one is answer else one.url.split("?")[0]
        loaded.sizes[name] = loaded.sizes.get(name, 0) + size
    return loaded


def violations(page, options=AXE_RULES, context=None):
    """Axe's findings, each as its rule and the elements it names."""
    found = Axe().run(page, context=context, options=options).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]


def shifts(page):
    """The sum of layout shifts, to the three decimals that Lighthouse tells: less is under a pixel, and unseen."""
    return round(page.evaluate(SHIFTS), 3)


def small_targets(page):
    return page.evaluate(SMALL_TARGETS)


def overflow(page):
    """Pixels by which the page is wider than its screen."""
    return page.evaluate(WIDER_THAN_SCREEN)


def elements(page):
    return page.evaluate("() => document.querySelectorAll('*').length")


def more_pictures(page):
    """Those of a gallery, beyond the one that the bounds allow for."""
    return max(0, page.locator("article.story figure.photo").count() - 1)


def printed_pages(page):
    return page.pdf(format="A4").count(b"/Type /Page\n")
