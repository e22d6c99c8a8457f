"""What readers' templates need beyond Django's own: facts for machines, and parts that are rendered once."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from editions.models import Heading
from editions.pages.lists import Card

register = template.Library()


class _Json:
    """JSON as it may stand inside a script element: Django's own escapes, without Django's element."""

    def __init__(self, facts: Any) -> None:
        element = json_script(facts)
        self._text = element[element.index(">") + 1 : element.rindex("<")]

    def __html__(self) -> str:
        return self._text


@register.simple_tag
def linked_data(facts: dict[str, Any]) -> SafeString:
    """A block of data that no browser runs, so that the policy against inline scripts lets it be."""
    return format_html('<script type="application/ld+json">{}</script>', _Json(facts))


MOST = 8192
"""Parts that a process remembers."""

_rendered: OrderedDict[tuple[object, ...], SafeString] = OrderedDict()


def _known_or(of: tuple[object, ...], render: Callable[[], SafeString]) -> SafeString:
    key = (get_language(), *of)  # a preview speaks the editor's
    known = _rendered.get(key)
    if known is None:
        known = _rendered[key] = render()
        if len(_rendered) > MOST:
            _rendered.popitem(last=False)
    return known


class _Once(template.Node):
    def __init__(self, name: str, values: list[FilterExpression], nodes: NodeList) -> None:
        self.name, self.values, self.nodelist = name, values, nodes

    def render(self, context: template.Context) -> SafeString:
        values = (value.resolve(context, ignore_failures=True) for value in self.values)
        return _known_or((self.name, *values), lambda: self.nodelist.render(context))


@register.tag
def once(parser: Parser, token: Token) -> _Once:
    """`{% once "card" value … %}`: a part that follows from these values alone, rendered once in each process.

    The values tell all that the part shows.
    """
    _tag, name, *values = token.split_contents()
    nodes = parser.parse(("endonce",))
    parser.delete_first_token()
    return _Once(name, [parser.compile_filter(value) for value in values], nodes)


@register.simple_tag(takes_context=True)
def cards(context: template.Context, stories: Iterable[Card], **look: Any) -> SafeString:
    """`{% cards list class="row" … %}`: the list's cards, each rendered once in each process."""
    return format_html_join("", "{}", ((card(context, one, **look),) for one in stories))


@register.simple_tag(takes_context=True)
def card(context: template.Context, story: Card, **look: Any) -> SafeString:
    """`{% card card class="lead" … %}`; of an edition that is not stored it is rendered each time."""
    text_only = bool(context.get("text_only"))

    def render() -> SafeString:
        return get_template(CARD).render({"card": story, "text_only": text_only, **look})  # type: ignore[return-value]

    return render() if story.same is None else _known_or(("card", story.same, text_only, *look.items()), render)


CARD = "editions/_card.html"


@register.filter
def outline(menu: list[Heading], current: Collection[str]) -> tuple[tuple[str, str, bool], ...]:
    """All that a menu shows of its headings."""
    return tuple((one.name, one.slug, one.list in current) for one in menu)


@register.filter
def links(stories: Iterable[Card]) -> tuple[tuple[str, str], ...]:
    """All that a list of links shows of its stories."""
    return tuple((one.edition.get_absolute_url(), one.edition.card_headline) for one in stories)


def forget() -> None:
    """For tests, which take stories back and put others in their place."""
    _rendered.clear()
