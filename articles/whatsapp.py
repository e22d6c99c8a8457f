"""A message as WhatsApp copies or exports it, read as copy: without time stamps, senders and signs of its own. Pure."""

import html as markup
import re
from collections.abc import Iterator
from dataclasses import dataclass

from almanac.text import unseen

HEADLINE_LENGTH = 150
MARKS = "\u200e\u200f\u202a\u202c\u2068\u2069\ufeff"
"""Signs of direction that WhatsApp sets around names and attachments."""

_TIME = r"\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:\s?[AP]M)?"
_DAY = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}"
# Copied on Android a stamp has no year; without its brackets an agenda's lines would be taken for it.
_SHORT = r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?"
STAMP = re.compile(
    rf"^\s*(?:\[(?:{_TIME},\s*{_DAY}|(?:{_DAY}|{_SHORT}),?\s+{_TIME})\]|{_DAY},?\s+{_TIME}\s+[-–])\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
SENDER = re.compile(r"^(?P<sender>[^:\n]{1,60}):\s+(?P<text>.*)$|^(?P<alone>[^:\n]{1,60}):$")
NOISE = re.compile(
    r"^(?:<(?:media|berkas)[^>]*>|(?:gambar|video|audio|stiker|dokumen|image|video|audio|sticker|document) "
    r"(?:tidak disertakan|omitted)|diteruskan(?: berkali-kali)?|forwarded(?: many times)?"
    r"|pesan ini (?:telah )?dihapus|this message was deleted|<pesan ini diedit>|<this message was edited>)\.?$",
    re.IGNORECASE,
)
EDITED = re.compile(r"\s*<(?:pesan ini diedit|this message was edited)>\s*$", re.IGNORECASE)
SIGNS = tuple(re.compile(rf"(?<![\w{sign}]){sign}(?=\S)(.+?)(?<=\S){sign}(?![\w{sign}])") for sign in (r"\*", "_", "~"))
CODE = re.compile(r"```(.+?)```", re.DOTALL)
DATELINE = re.compile(
    r"^(?:[A-Z0-9.]+\.[A-Z]{2,},\s*)?(?P<place>[A-Z][A-Z .'-]{1,40}[A-Z])(?:,\s*[A-Z][\w.]+(?:\s[A-Z][\w.]+){0,2})?"
    r"\s*(?:--|[–—]|\s-)\s*(?P<rest>\S.*)$"
)
BULLET = re.compile(r"^\s*[-•*·]\s+(?P<item>\S.*)$")
NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+(?P<item>\S.*)$")


@dataclass(frozen=True)
class Copy:
    """What a message offers a form."""

    headline: str = ""
    place: str = ""
    body: str = ""
    """Markup of paragraphs and lists."""
    senders: tuple[str, ...] = ()


def read(message: str) -> Copy:
    """The first line as headline, unless it opens the story; the place from `KOTA --`; the rest as paragraphs."""
    lines, senders = _lines(message)
    headline = _headline(lines)
    if headline:
        lines = lines[1:]
    while lines and not lines[0]:
        lines = lines[1:]
    place = ""
    if lines and (opened := DATELINE.match(lines[0])):
        place, lines = opened["place"].strip().title(), [opened["rest"], *lines[1:]]
    return Copy(headline, place, "".join(_blocks(lines)), tuple(dict.fromkeys(senders)))


def paragraphs(text: str) -> str:
    """Plain text as markup, a line a paragraph."""
    return "".join(_paragraph([line.strip() for line in text.split("\n") if line.strip()]))


def _lines(message: str) -> tuple[list[str], list[str]]:
    lines: list[str] = []
    senders: list[str] = []
    stamped = False
    for raw in _plain(message).split("\n"):
        text = EDITED.sub("", raw.strip())
        if stamp := STAMP.match(text):
            sender, text, ours = _after_stamp(stamp["rest"])
            senders += [sender] if sender else []
            if stamped and lines:
                lines.append("")  # another message is another paragraph
            stamped = True
            if not ours:
                continue
        if not NOISE.match(text):
            lines.append(_unsigned(text))
    while lines and not lines[0]:
        lines.pop(0)
    return lines, senders


def _after_stamp(rest: str) -> tuple[str, str, bool]:
    """(sender, text, whether a person wrote it): a stamped line without a sender is WhatsApp's own."""
    found = SENDER.match(rest)
    if found is None:
        return "", rest, False
    return (found["sender"] or found["alone"]).strip(), (found["text"] or "").strip(), True


def _plain(message: str) -> str:
    text = message.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\u202f", " ")
    return CODE.sub(r"\1", text.translate(dict.fromkeys(map(ord, MARKS))))


def _unsigned(text: str) -> str:
    """Without *stars*, _lines_ and ~waves~ around words; a star that multiplies stays."""
    for sign in SIGNS:
        text = sign.sub(r"\1", text)
    return text


def _headline(lines: list[str]) -> str:
    if not lines or unseen(lines[0]) or len(lines[0]) > HEADLINE_LENGTH:
        return ""
    if DATELINE.match(lines[0]) or BULLET.match(lines[0]):
        return ""
    has_more = any(lines[1:])
    ends_as_sentence = lines[0].endswith(".") and not lines[0].endswith("...")
    return lines[0] if has_more and not ends_as_sentence else ""


def _blocks(lines: list[str]) -> Iterator[str]:
    paragraph: list[str] = []
    place = 0
    while place < len(lines):
        tag, items, after = _list_at(lines, place)
        if items:
            yield from _paragraph(paragraph)
            paragraph = []
            yield f"<{tag}>{''.join(f'<li><p>{markup.escape(item)}</p></li>' for item in items)}</{tag}>"
        elif lines[place]:
            paragraph.append(lines[place])
            after = place + 1
        else:
            yield from _paragraph(paragraph)
            paragraph = []
            after = place + 1
        place = after
    yield from _paragraph(paragraph)


def _list_at(lines: list[str], place: int) -> tuple[str, list[str], int]:
    """A run of two or more bullets or numbers that starts here."""
    for tag, pattern in (("ul", BULLET), ("ol", NUMBER)):
        after, items = place, []
        while after < len(lines) and (found := pattern.match(lines[after])):
            items.append(found["item"].strip())
            after += 1
        if len(items) > 1:
            return tag, items, after
    return "", [], place


def _paragraph(lines: list[str]) -> Iterator[str]:
    """Reporters end a paragraph with one line end: each line is one."""
    for line in lines:
        yield f"<p>{markup.escape(line)}</p>"
