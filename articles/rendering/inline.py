"""Running text: words under marks, with single spaces and in one order of marks."""

import re
from collections.abc import Iterable
from typing import NamedTuple

TAGS = re.compile(r"<[^>]*>")


class Run(NamedTuple):
    """Text under the same marks: tags in the editor's order, a link outside, then bold, then italic."""

    text: str
    marks: tuple[str, ...]


BREAK = Run("\n", ())
MARK_ORDER = {"a": 0, "strong": 1, "em": 2}
SPACES = re.compile(r"[ \t\n\r\f]+")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")


def with_mark(marks: tuple[str, ...], mark: str) -> tuple[str, ...]:
    tag = mark.split(" ", 1)[0]
    others = [other for other in marks if other.split(" ", 1)[0] != tag]
    return tuple(sorted([*others, mark], key=lambda each: MARK_ORDER[each.split(" ", 1)[0]]))


def escape(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\xa0", "&nbsp;")


def attribute(text: str) -> str:
    return escape(text).replace('"', "&quot;")


def tidied(runs: Iterable[Run]) -> list[Run]:
    """Runs with single spaces, none at a line's ends, equal neighbours joined, no break at either end."""
    tidy: list[Run] = []
    for run in runs:
        if run is BREAK:
            _strip_end(tidy)
            if tidy:
                tidy.append(run)
            continue
        text = SPACES.sub(" ", run.text)
        if not tidy or tidy[-1].text.endswith((" ", "\n")):
            text = text.removeprefix(" ")
        if not text:
            continue
        if tidy and tidy[-1] is not BREAK and tidy[-1].marks == run.marks:
            text = tidy.pop().text + text
        tidy.append(Run(text, run.marks))
    while tidy and tidy[-1].text in (" ", "\n"):
        tidy.pop()
    _strip_end(tidy)
    return tidy


def _strip_end(runs: list[Run]) -> None:
    while runs and runs[-1] is not BREAK and runs[-1].text.endswith(" "):
        last = runs.pop()
        if text := last.text.rstrip(" "):
            runs.append(Run(text, last.marks))


def inline_html(runs: list[Run]) -> str:
    out: list[str] = []
    marks: tuple[str, ...] = ()
    for run in runs:
        kept = 0
        while kept < min(len(marks), len(run.marks)) and marks[kept] == run.marks[kept]:
            kept += 1
        out.extend(f"</{mark.split(' ', 1)[0]}>" for mark in reversed(marks[kept:]))
        out.extend(f"<{mark}>" for mark in run.marks[kept:])
        marks = run.marks
        out.append("<br>" if run is BREAK else escape(run.text))
    out.extend(f"</{mark.split(' ', 1)[0]}>" for mark in reversed(marks))
    return "".join(out)
