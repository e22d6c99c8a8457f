"""What the old system showed to members alone: it stays out of the story, which comes in with a notice. Pure; linear.

The rule, for every system: what is in doubt is theirs. A plugin is known by the words of its shortcode's or its
block's name, or by what a block is told of itself. Words between the beginning and the end of such a one are left
out, whoever exactly may read them; after a paywall that encloses nothing, all that follows. A shortcode without an end
encloses nothing in WordPress either, which showed what follows to everybody. A post that is theirs as a whole is none.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from wire.importers.items import BadItem, Notice, words

_MARK = re.compile(
    r"<!--\s*+(?P<block_ends>/?)wp:(?P<block>[a-z][\w/-]*+)(?P<told>(?:(?!-->|<!--).)*+)-->"
    r"|(?<!\[)\[(?P<code_ends>/?)(?P<code>[a-z][\w-]{0,40})(?P<says>(?:[\s=/][^\[\]]*)?)\](?!\])",
    re.IGNORECASE | re.DOTALL,
)
_THEIRS = re.compile(r"member|restrict|paywall|premium|subscri|locker|loggedin|protect|password|passster|patreon")
_WORDS = frozenset(
    {
        *("access", "arm", "gated", "groups", "ihc", "lock", "locked", "logged", "login", "memb", "mepr", "paid"),
        *("pmpro", "pms", "ppw", "private", "rcp", "role", "s2if", "swpm", "um", "user", "wcm", "wlm", "wpmem", "wppb"),
    }
)
"""Of the names of shortcodes and blocks: short ones are whole words, most of them a plugin's own."""

_TOLD = re.compile(
    r'"blockVisibility"\s*:|"[^"]*(?:member|restrict|paywall|premium|subscri|loggedin|userrole|visibilityblock'
    r'|contentcontrols)[^"]*"\s*:(?!\s*(?:false|null|0|""|\[\s*\]|\{\s*\})\s*[,}])',
    re.IGNORECASE,
)
"""Of what a block is told of itself: any block can be one that is not for all."""

KEEPS = frozenset({"_jetpack_newsletter_access", "_members_access_role", "rcp_subscription_level", "rcp_access_level"})
"""What a post is told of itself, where all of it is theirs."""

_TO_ALL = frozenset({"", "everybody", "none", "0"})

_GATED = re.compile(
    r"<!--\s*+kg-gated-block:begin\b([^<>]*)-->((?:(?!<!--\s*+kg-gated-block:).)*+)<!--\s*+kg-gated-block:end\s*+-->",
    re.DOTALL,
)
_TO_ANYBODY = re.compile(r"\bnonMember:[\"']?true\b")
_LINE_ENDS = re.compile(r"</(?:p|h[1-6]|li|div|blockquote|tr)>|<br\s*/?>", re.IGNORECASE)


class _Sign(NamedTuple):
    """Where something of theirs begins or ends."""

    name: str
    begun: int
    done: int
    ends: bool
    alone: bool
    """It says itself that it encloses nothing."""


def keeps_it(key: str, value: str) -> bool:
    """Whether a post that is told this of itself is for members as a whole."""
    return key in KEEPS and value.strip().lower() not in _TO_ALL


def without_theirs(content: str, left_out: Counter[str], notices: list[Notice]) -> str:
    """A text of WordPress as whoever is no member reads it. Raises BadItem where nothing of it is left."""
    kept, place = [], 0
    for name, begun, done in _spans(content):
        kept.append(content[place:begun])
        _note(name if ":" in name else f"[{name}]", content[begun:done], left_out, notices)
        place = done
    return _something("".join([*kept, content[place:]]), notices)


def without_gated(html: str, left_out: Counter[str], notices: list[Notice]) -> str:
    """A text of Ghost likewise, which says itself of each block who reads it."""

    def shown(found: re.Match[str]) -> str:
        if _TO_ANYBODY.search(found[1]):
            return found[2]
        _note("gated block", found[2], left_out, notices)
        return ""

    return _something(_GATED.sub(shown, html), notices)


def _something(html: str, notices: list[Notice]) -> str:
    if notices and not words(html).strip():
        raise BadItem("body", "is for members alone")
    return html


def _note(name: str, html: str, left_out: Counter[str], notices: list[Notice]) -> None:
    lines = words(_LINE_ENDS.sub("\n", _MARK.sub("", html))).split("\n")
    if text := "\n".join(line.strip() for line in lines if line.strip()):
        left_out["block for members"] += 1
        notices.append(Notice("body", f"a part for members alone ({name}) was left out", text))


def _spans(content: str) -> Iterator[tuple[str, int, int]]:
    """(name, beginning, end) of each that is theirs, the outermost alone."""
    signs = list(_signs(content))
    last = {sign.name: place for place, sign in enumerate(signs) if sign.ends}
    place = 0
    while place < len(signs):
        sign, end = signs[place], place
        if not (sign.ends or sign.alone) and last.get(sign.name, -1) > place:
            end = _end_of(signs, place, last[sign.name])
        if sign.name.endswith("paywall") and not sign.ends and not _between(content, sign, signs[end]):
            yield sign.name, sign.begun, len(content)
            return
        if end > place:
            yield sign.name, sign.begun, signs[end].done
        place = end + 1


def _end_of(signs: list[_Sign], begun: int, last: int) -> int:
    """The end of what began there, others of its name within it; the last one where these don't even out."""
    depth = 0
    for place in range(begun, last):
        sign = signs[place]
        if sign.name == signs[begun].name and not sign.alone:
            depth += -1 if sign.ends else 1
        if not depth:
            return place
    return last


def _between(content: str, begun: _Sign, ended: _Sign) -> str:
    return words(content[begun.done : ended.begun]).strip() if ended is not begun else ""


def _signs(content: str) -> Iterator[_Sign]:
    open_blocks: list[tuple[str, bool]] = []
    for found in _MARK.finditer(content):
        block, code = found["block"], found["code"]
        name, told = (block or code).lower(), (found["told"] if block else found["says"]) or ""
        ends, alone = bool(found["block_ends"] or found["code_ends"]), told.rstrip().endswith("/")
        theirs = _is_theirs(name)
        if block and ends:
            # An end is told nothing: it is its beginning that says whether it is theirs.
            theirs = bool(open_blocks) and open_blocks.pop()[1]
        elif block:
            theirs |= bool(_TOLD.search(told))
            open_blocks += [] if alone else [(name, theirs)]
        if theirs:
            yield _Sign(f"wp:{name}" if block else name, found.start(), found.end(), ends, alone)


def _is_theirs(name: str) -> bool:
    return bool(_THEIRS.search(name)) or not _WORDS.isdisjoint(re.split(r"[-_/]+", name))
