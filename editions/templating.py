"""Readers' templates: compiled by Jinja, which makes a page in a third of the time that Django's own engine takes.

They say what a page is made of and nothing else: no query, no choice of stories. Parts that follow from a few values
alone are rendered once in each process.
"""

import json
import re
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, MutableMapping
from typing import Any

from django.template.defaultfilters import linebreaks_filter, linebreaksbr
from django.templatetags.static import static
from django.utils.translation import gettext, ngettext
from jinja2 import ChainableUndefined, Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from almanac import dates
from almanac.numbers import grouped
from almanac.text import opening
from editions.models import Heading
from editions.pages.addresses import labelled
from editions.pages.lists import Card
from editions.pages.teasers import Teaser
from editions.search.marks import Part
from editions.showing import around


class _Environment(Environment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The newsroom's own where a template adds none: their names are asked for by every part of a page."""
        return super().make_globals(d) if d else self.globals


def environment(**options: Any) -> Environment:
    """For Django's settings, which ask for escapes. What a page was not given is empty, as with Django's own engine."""
    made = _Environment(**options | {"undefined": ChainableUndefined, "keep_trailing_newline": True})
    made.globals |= {
        "_": gettext, "static": static, "url": _url, "once": once, "as_card": as_card, "as_cards": as_cards, "ad": ad,
        "as_data": as_data, "minutes_to_read": minutes_to_read, "years_old": years_old, "how_many": how_many,
        "best_first": best_first,
    }  # fmt: skip
    made.filters |= {
        "machine": _if_any(dates.machine), "masthead": _if_any(dates.masthead), "long_date": dates.long_date,
        "linebreaks": linebreaks_filter, "linebreaksbr": linebreaksbr, "outline": outline, "links": links,
        "in_text": in_text, "opening": opening, "marked": marked, "labelled": labelled, "grouped": grouped,
    }  # fmt: skip
    made.globals["pictures"] = made.get_template("editions/_pictures.html").module
    return made


def _url(name: str, *words: str) -> str:
    """The address of a page of ours: `url("story", story_id, slug)`."""
    pieces = around(name, len(words))
    return pieces[0] + "".join(word + piece for word, piece in zip(words, pieces[1:], strict=True))


def _if_any(tell: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda moment: tell(moment) if moment else ""


# --- What is rendered once ---------------------------------------------------------------------------------

MOST = 2048
"""Parts of one kind that a process remembers."""

_rendered: dict[str, OrderedDict[tuple[object, ...], Markup]] = {}


def _known_or(context: Context, kind: str, of: tuple[object, ...], render: Callable[[], str]) -> Markup:
    key = (context["outlet"].all, *of)
    parts = _rendered.setdefault(kind, OrderedDict())
    known = parts.get(key)
    if known is None:
        known = parts[key] = Markup(render())  # noqa: S704 - rendered by a template, which escaped it
        if len(parts) > MOST:
            parts.popitem(last=False)
    return known


@pass_context
def once(context: Context, kind: str, *values: object, caller: Callable[[], str]) -> Markup:
    """`{% call once("foot", value, …) %}`: a part that follows from the newsroom, its language and these values."""
    return _known_or(context, kind, values, caller)


@pass_context
def as_cards(context: Context, stories: Iterable[Card], **look: Any) -> Markup:
    """The list's cards, each rendered once in each process."""
    return Markup("".join(as_card(context, one, **look) for one in stories))  # noqa: S704 - each is markup


@pass_context
def as_card(context: Context, story: Card, **look: Any) -> Markup:
    """`{{ as_card(card, class="lead", …) }}`."""
    text_only = bool(context.get("text_only"))

    def render() -> str:
        return context.environment.get_template(CARD).render(card=story, text_only=text_only, **look)

    return _known_or(context, "card", (story.same, text_only, *look.items()), render)


@pass_context
def ad(context: Context, size: str) -> Markup:
    """`{{ ad("box") }}`: a place for advertising."""
    outlet, text_only = context["outlet"], bool(context.get("text_only"))

    def render() -> str:
        return context.environment.get_template(AD).render(size=size, outlet=outlet, text_only=text_only)

    return _known_or(context, "ad", (size, text_only), render)


CARD, AD = "editions/_card.html", "editions/_ad.html"


def outline(menu: Iterable[Heading], current: Collection[str]) -> tuple[tuple[str, str, bool], ...]:
    """All that a menu shows of its headings."""
    return tuple((one.name, one.slug, one.list in current) for one in menu)


def links(stories: Iterable[Teaser]) -> tuple[tuple[str, str], ...]:
    """All that a list of links shows of its stories."""
    return tuple((one.get_absolute_url(), one.card_headline) for one in stories)


def marked(parts: Iterable[Part]) -> Markup:
    """The words that were looked for, marked in what stands around them."""
    told = (f"<mark>{escape(text)}</mark>" if found else escape(text) for text, found in parts)
    return Markup("".join(told))  # noqa: S704 - escaped part by part


def forget() -> None:
    """For tests, which take stories back and put others in their place."""
    _rendered.clear()


# --- The text edition --------------------------------------------------------------------------------------

_LINK = re.compile(r'(<a [^>]*?href="(?:/(?!/)|\?)[^"#]*)')


def in_text(markup: str, asked: bool) -> Markup:
    """Whoever asked for the text edition by its address is led on in it by every link to a page of ours."""
    led = _LINK.sub(lambda link: f"{link[1]}{'&amp;' if '?' in link[1] else '?'}lite=1", markup) if asked else markup
    return Markup(led)  # noqa: S704 - of a template's own output


# --- Facts for machines ------------------------------------------------------------------------------------


def as_data(facts: dict[str, Any]) -> Markup:
    """A block of data that no browser runs, so that the policy against inline scripts lets it be.

    JSON as it may stand inside a script element, by the escapes of Django's `json_script`; that makes an element too,
    which would have to be taken off again.
    """
    text = json.dumps(facts).translate(_IN_SCRIPT)
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 - escaped above


_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}


# --- Numbers in words --------------------------------------------------------------------------------------


def minutes_to_read(minutes: int) -> str:
    told = ngettext("%(minutes)s minute to read", "%(minutes)s minutes to read", minutes)
    return told % {"minutes": minutes}


def years_old(years: int) -> str:
    return ngettext("This story is a year old.", "This story is %(years)s years old.", years) % {"years": years}


def how_many(stories: int) -> str:
    return ngettext("%(counter)s story", "%(counter)s stories", stories) % {"counter": grouped(stories)}


def best_first(stories: int) -> str:
    told = ngettext("%(counter)s story, the best first.", "%(counter)s stories, the best first.", stories)
    return told % {"counter": grouped(stories)}
