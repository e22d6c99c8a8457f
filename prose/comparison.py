"""What changed between two versions, told in words.

Blocks are compared first and words only inside blocks that changed: comparing all words of a long body at
once takes seconds.
"""

import html as markup
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from prose.blocks import blocks

Op = Literal["same", "added", "removed"]
Words = list[tuple[Op, str]]


class Block(NamedTuple):
    """A block of the newer version, or one that it lacks: the words of both, each with what became of it."""

    op: Literal["same", "added", "removed", "changed"]
    tag: str
    words: Words


def compare_text(old: str, new: str) -> Words:
    """The words of both texts in order: all but the "added" are `old`, all but the "removed" are `new`."""
    words: Words = []
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for same, start, end, other_start, other_end in _differences(before, after):
        if same:
            words.append(("same", "".join(before[start:end])))
        else:
            words += _compare_words("".join(before[start:end]), "".join(after[other_start:other_end]))
    return _merged(words)


def compare_html(old: str, new: str) -> list[Block]:
    """The blocks of two clean bodies, side by side."""
    before, after = blocks(old), blocks(new)
    compared: list[Block] = []
    for same, start, end, other_start, other_end in _differences(before, after):
        if same:
            compared += [Block("same", _tag(block), [("same", _text(block))]) for block in before[start:end]]
        else:
            compared += _changed(before[start:end], after[other_start:other_end])
    return compared


def as_html(blocks: list[Block]) -> SafeString:
    """The comparison as markup: every word escaped, additions in <ins>, removals in <del>."""
    rows = ((block.tag, block.op, _words_html(block.words), block.tag) for block in blocks)
    return format_html_join("\n", '<{} class="{}">{}</{}>', rows)


_MARKS: dict[Op, str] = {"same": "{}", "added": "<ins>{}</ins>", "removed": "<del>{}</del>"}


def _words_html(words: Words) -> SafeString:
    return format_html_join("", "{}", ((format_html(_MARKS[op], text),) for op, text in words))


def _differences(old: list[str], new: list[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    for op, start, end, other_start, other_end in SequenceMatcher(None, old, new).get_opcodes():
        yield op == "equal", start, end, other_start, other_end


_WORD = re.compile(r"\S+\s*|\s+")
_MOST_WORDS = 4000
"""Past this a block is shown as replaced: nobody reads such a comparison word by word."""


def _compare_words(old: str, new: str) -> Words:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) + len(after) > _MOST_WORDS:
        return [(op, text) for op, text in _replaced(old, new) if text]
    words: Words = []
    for same, start, end, other_start, other_end in _differences(before, after):
        if same:
            words.append(("same", "".join(before[start:end])))
        else:
            words += _replaced("".join(before[start:end]), "".join(after[other_start:other_end]))
    return _merged(words)


def _replaced(old: str, new: str) -> Words:
    return [("removed", old), ("added", new)]


def _merged(words: Words) -> Words:
    merged: Words = []
    for op, text in words:
        if not text:
            continue
        if merged and merged[-1][0] == op:
            merged[-1] = (op, merged[-1][1] + text)
        else:
            merged.append((op, text))
    return merged


def _changed(old: list[str], new: list[str]) -> list[Block]:
    """Pairs of blocks that are versions of each other, and between them those that went and that came."""
    compared: list[Block] = []
    done = 0
    for block in old:
        partner = _partner(block, new, done)
        if partner is None:
            compared.append(Block("removed", _tag(block), [("removed", _text(block))]))
            continue
        compared += [_added(each) for each in new[done:partner]]
        compared.append(_pair(block, new[partner]))
        done = partner + 1
    return compared + [_added(each) for each in new[done:]]


_NEAR = 4
_ALIKE = 0.3


def _partner(block: str, candidates: list[str], start: int) -> int | None:
    """The candidate that shares most words with the block, if enough; only near ones, to stay quick."""
    words = set(_text(block).split())
    best, best_share = None, _ALIKE
    for place in range(start, min(start + _NEAR, len(candidates))):
        others = set(_text(candidates[place]).split())
        share = len(words & others) / (max(len(words), len(others)) or 1)
        if share > best_share and _tag(block) == _tag(candidates[place]):
            best, best_share = place, share
    return best


def _pair(old: str, new: str) -> Block:
    before, after = _text(old), _text(new)
    if before == after:
        before, after = _text_with_addresses(old), _text_with_addresses(new)
    return Block("changed", _tag(new), _compare_words(before, after))


def _added(block: str) -> Block:
    return Block("added", _tag(block), [("added", _text(block))])


_TAGS = re.compile(r"<[^>]*>")
_ENDS = re.compile(r"<br>|</(?:p|h3|td|th)>(?=.)")
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>')
_VALUES = re.compile(r'data-[a-z-]+="([^"]+)"')
_OWN_TAGS = frozenset({"p", "h2", "h3", "blockquote"})


def _tag(block: str) -> str:
    name = block[1:11].split(">", 1)[0].split(" ", 1)[0]
    return name if name in _OWN_TAGS else "div"


def _text(block: str) -> str:
    if values := _VALUES.findall(block):
        return markup.unescape(" ".join(values))
    return markup.unescape(_TAGS.sub("", _ENDS.sub(" ", block)))


def _text_with_addresses(block: str) -> str:
    # The same words with another link or emphasis: say where the links lead.
    return _text(with_addresses(block))


def with_addresses(html: str) -> str:
    """Where each link leads stands behind it, to be read where nothing can be clicked."""
    return _LINK.sub(r"\2 [\1]", html)
