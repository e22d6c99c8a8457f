"""The whole text of a story as other people's programs show it: absolute, with pictures, without Baca Juga."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext as _

from editions.models import Edition, Picture
from editions.pages.facts import Facts, Shot
from editions.pages.pictures import image
from editions.pages.righted import settled, verification, verified_by


def pictures_of(rows: Iterable[Facts]) -> dict[str, Picture]:
    """The pictures that those texts show: one query, none where there are none."""
    parts = (part for facts in rows for part in facts.edition.rendered.full)
    keys = {key for part in parts for key in part.get("gallery") or [part.get("picture")] if key}
    return Picture.objects.in_bulk(keys) if keys else {}


def verifying(rows: Sequence[Facts]) -> dict[str, str]:
    """Where the stories stand that verify these or that these verify: one query, none where there are none."""
    wanted = {story for facts in rows for story in [*verified_by(facts.edition), facts.edition.verifies] if story}
    if not wanted:
        return {}
    live = Edition.objects.live(rows[0].at).stories().of_stories(wanted)
    return {one.story_id: one.get_absolute_url() for one in live.only("kind", "story_id", "slug")}


def text(facts: Facts, pictures: Mapping[str, Picture], addresses: Mapping[str, str]) -> str:
    """The whole text as other people's readers show it: absolute, with pictures, without Baca Juga.

    `addresses`: as `verifying` has them.
    """
    lead = image(facts.edition.lead, "story", at=facts.at, caption=facts.edition.lead_caption)
    parts = [_figure(Shot.of(lead))] if lead else []
    parts += (_segment(part, facts, pictures, addresses) for part in facts.edition.rendered.full)
    return "".join([*parts, _absolute(verification(facts.edition, addresses))])


def _segment(
    part: dict[str, Any], facts: Facts, pictures: Mapping[str, Picture], addresses: Mapping[str, str]
) -> str:  # fmt: skip
    if "html" in part:
        return _absolute(settled(part["html"], facts.edition, addresses))
    if "embed" in part:
        by_ai = _("Made by AI") if part.get("ai") else ""
        said = " · ".join(filter(None, [by_ai, part["author"], part.get("when", "")]))
        return format_html(
            '<blockquote cite="{0}"><p>{1}</p><p>{2} · <a href="{0}">{0}</a></p></blockquote>',
            part["embed"], part["text"], said,
        )  # fmt: skip
    keys = part.get("gallery") or [part.get("picture")]
    words = {name: part.get(name, "") for name in ("caption", "credit")}
    shown = (image(pictures.get(key), "story", at=facts.at, **words) for key in keys)
    return "".join(_figure(Shot.of(one)) for one in shown if one)


def _absolute(html: str) -> str:
    return _OWN.sub(rf'\1"{settings.SITE_ADDRESS}/', html)


_OWN = re.compile(r'(<a href=)"/(?!/)')
"""A link to a page of our own, in markup that the renderer wrote."""


def _figure(shot: Shot) -> str:
    credit = _("Photo: %(credit)s") % {"credit": shot.credit} if shot.credit else ""
    said = " ".join(filter(None, [shot.labelled(shot.caption), credit]))
    words = format_html("<figcaption>{}</figcaption>", said) if said else ""
    return format_html('<figure><img src="{}" alt="{}" width="{}" height="{}">{}</figure>', *shot[:1], shot.alt,
                       shot.width, shot.height, words)  # fmt: skip
