"""What readers' templates need beyond Django's own: facts for machines."""

from typing import Any

from django import template
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

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
