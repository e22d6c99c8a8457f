"""What was put right: names of notices and grounds, and the public list."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from almanac.numbers import whole
from editions.models import Edition, Notice
from editions.pages.addresses import labelled
from editions.pages.lists import ROWS
from editions.pages.teasers import Teaser
from editions.showing import around

NOTICE_NAMES: dict[str, str | Promise] = {
    Notice.Kind.RALAT: pgettext_lazy("notice", "Erratum"),
    Notice.Kind.KOREKSI: pgettext_lazy("notice", "Correction"),
    Notice.Kind.HAK_JAWAB: pgettext_lazy("notice", "Right of reply"),
    Notice.Kind.PEMUTAKHIRAN: pgettext_lazy("notice", "Update"),
    Notice.Kind.PENCABUTAN: pgettext_lazy("notice", "Withdrawal"),
}
GROUNDS: dict[str, str | Promise] = {
    "sara": pgettext_lazy("ground", "Ethnicity, religion, race or group (SARA)"),
    "kesusilaan": pgettext_lazy("ground", "Decency"),
    "anak": pgettext_lazy("ground", "The future of a child"),
    "traumatik": pgettext_lazy("ground", "A victim's traumatic experience"),
    "dewan_pers": pgettext_lazy("ground", "Another ground set by the Press Council"),
    "keliru": pgettext_lazy("ground", "The newsroom's own error"),
    "salah_terbit": pgettext_lazy("ground", "Published by mistake"),
}
"""Why a story may be withdrawn: five grounds of the guidelines, the newsroom's own error, published by mistake."""

APOLOGY = gettext_lazy("The newsroom apologises for this error.")
"""Code of Ethics, art. 10: what was wrong is put right with an apology to readers."""


def apology(kind: str, ground: str = "") -> str | Promise:
    """Goes with an erratum, and with a withdrawal for the newsroom's own error; empty with what others asked for."""
    ours = kind == Notice.Kind.RALAT or (kind == Notice.Kind.PENCABUTAN and ground == "keliru")
    return APOLOGY if ours else ""


class NoticeShown(NamedTuple):
    """A notice where it stands on what it concerns: its kind, its time, and what it leads to."""

    name: str | Promise
    at: datetime
    text: str
    apology: str | Promise
    url: str
    link: str


def notices_on(edition: Edition, teasers: Mapping[str, Teaser]) -> list[NoticeShown]:
    """Oldest first; each leads to the story that it names, and else to what tells more of what was put right.

    However often a story was put right, its page says sorry once: in the newest that calls for it.
    """
    sorry = [apology(one["kind"]) for one in edition.notices]
    newest = max((place for place, words in enumerate(sorry) if words), default=None)
    return [
        _shown(edition, one, teasers.get(one.get("story_id") or ""), sorry[place] if place == newest else "")
        for place, one in enumerate(edition.notices)
    ]


def _shown(edition: Edition, notice: dict[str, Any], target: Teaser | None, sorry: str | Promise) -> NoticeShown:
    name, at = NOTICE_NAMES.get(notice["kind"], notice["kind"]), datetime.fromisoformat(notice["at"])
    if target:
        way = target.get_absolute_url(), labelled(target, target.card_headline)
    elif edition.kind == Edition.Kind.STORY:
        before, between, after = around("changes", 2)
        way = f"{before}{edition.story_id}{between}{edition.slug}{after}", _("Every version of this story")
    else:
        way = reverse("editions:notices"), _("Errata & corrections")
    return NoticeShown(name, at, notice["text"], sorry, *way)


class NoticeRow(NamedTuple):
    notice: Notice
    name: str | Promise
    edition: Edition
    target: Edition | None

    @property
    def apology(self) -> str | Promise:
        """Of a withdrawal that was taken back since, the ground is not told any more."""
        standing = self.notice.edition_id == self.edition.pk
        return apology(self.notice.kind, self.edition.ground if standing else "")


def notice_rows(*, at: datetime, before: str | None) -> tuple[list[NoticeRow], int]:
    """Twenty notices and the key to go on from: two queries, three with `before`.

    Headlines are those that stand now: an earlier one may name somebody whom a correction protects.
    """
    rows = Notice.objects.newest(at)
    if before is not None:
        mark = rows.filter(pk=whole(before)).first()
        if mark is None:
            raise Http404
        # One comparison of rows would be shorter, and is not Django's to make.
        rows = rows.filter(at__lte=mark.at).exclude(at=mark.at, pk__gte=mark.pk)
    found = list(rows[: ROWS + 1])
    shown = found[:ROWS]
    ids = {one.story_id for one in shown} | {one.linked for one in shown if one.linked}
    live = Edition.objects.live(at).of_stories(ids)
    named_by = ("story_id", "kind", "genre", "labels", "headline", "slug", "ground")
    editions = {one.story_id: one for one in live.only(*named_by)}
    public = {key: one for key, one in editions.items() if one.kind != Edition.Kind.HELD}
    stories = {key: one for key, one in public.items() if one.kind == Edition.Kind.STORY}
    named = [
        NoticeRow(one, NOTICE_NAMES[one.kind], public[one.story_id], stories.get(one.linked))
        for one in shown
        if one.story_id in public
    ]
    return named, shown[-1].pk if len(found) > ROWS else 0


# --- A story that was unverified when it went out, and the one that verifies it ------------------------------


def verified_by(edition: Edition) -> list[str]:
    """The stories that verify this one, as its notices name them; readers may have lost them since."""
    told = (notice for notice in edition.notices if notice["kind"] == Notice.Kind.PEMUTAKHIRAN)
    return [notice["story_id"] for notice in told if notice.get("story_id")]


def settled(html: str, edition: Edition, addresses: Mapping[str, str]) -> str:
    """Finished markup of a text; its end note leads to the story that verifies it, while that has an address.

    The markup is older than that story, and outlives it: what the note says is known when a page is made.
    """
    address = next((addresses[one] for one in verified_by(edition) if one in addresses), None)
    if address is None:
        return html
    link = format_html('<a href="{}">{}</a>', address, _("the verified story"))
    words = format_html("[{}]", format_html(_("This report was unverified at first; see {link}."), link=link))
    return _END_NOTE.sub(lambda found: f"{found[1]}{words}{found[2]}", html)


def verification(edition: Edition, addresses: Mapping[str, str]) -> SafeString | str:
    """The line by which a story leads back to the one that it verifies, while that has an address."""
    address = addresses.get(edition.verifies)
    if address is None:
        return ""
    link = format_html('<a href="{}">{}</a>', address, _("a report that was unverified at first"))
    return format_html('<p class="verifies more-of">{}</p>', format_html(_("This story verifies {link}."), link=link))


_END_NOTE = re.compile(r'(<p class="unverified"><em>)\[[^<]*\](</em></p>)')
"""As the renderer alone writes it: no body keeps a class."""
