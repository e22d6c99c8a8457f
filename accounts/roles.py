"""One table: which bundle of rights may do what. A person holds bundles, each for all sections or for named ones."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

WRITE = "articles.write_article"
WRITE_ANY = "articles.write_any_article"
SEE_ALL = "articles.see_all_articles"
REVIEW = "articles.review_article"
PUBLISH = "articles.publish_article"
CORRECT = "articles.correct_article"
HOLD = "articles.hold_article"
OVERRIDE = "articles.publish_own_article"
WITHDRAW = "articles.withdraw_article"
REINSTATE = "articles.reinstate_article"
EXPUNGE = "articles.expunge_article"
"""Empty a withdrawn story's text for good: in person, never lent."""
KEEP_LISTS = "articles.keep_lists"
"""Sections, tags, authors, sources, fokus: named, merged, retired."""
ADD_PHOTO = "photos.add_photo"
CHANGE_PHOTO = "photos.change_photo"
KEEP_PEOPLE = "accounts.keep_people"
READ_AUDIT = "accounts.read_audit"
IMPORT_ARCHIVE = "articles.import_archive"
WRITE_ADS = "articles.write_advertorial"
"""Advertorial drafts, and no others."""
RETITLE = "articles.retitle_article"
"""Search title and share text of what is live, and nothing else."""
JOIN = "articles.join_article"
BREAK = "articles.break_condition"
"""Break an embargo or a lock on going live, with a reason."""
IN_PERSON = "articles.publish_flagged_alone"
"""Go without the second person where one must come first: never lent."""
LEND = "articles.lend_override"
FRONT = "articles.keep_fronts"
PLAN = "articles.plan_coverage"


class Bundle(TextChoices):
    INTERN = "intern", _("Intern")
    REPORTER = "reporter", _("Reporter")
    EDITOR = "editor", _("Editor")
    PIKET = "piket", _("Duty editor")
    MANAGING_EDITOR = "managing_editor", _("Managing editor")
    ADMINISTRATOR = "administrator", _("Administrator")
    DISTRIBUTION = "distribution", _("Distribution")
    ADS = "ads", _("Advertising")


_INTERN = frozenset({WRITE, ADD_PHOTO})
_REPORTER = _INTERN | {SEE_ALL}
_EDITOR = _REPORTER | {WRITE_ANY, REVIEW, PUBLISH, CORRECT, HOLD, JOIN, KEEP_LISTS, CHANGE_PHOTO, FRONT, PLAN}
_PIKET = frozenset({OVERRIDE, WITHDRAW})
_MANAGING_EDITOR = _EDITOR | _PIKET | {REINSTATE, EXPUNGE, READ_AUDIT, BREAK, IN_PERSON, LEND}
_ADMINISTRATOR = frozenset({KEEP_PEOPLE, KEEP_LISTS, READ_AUDIT, IMPORT_ARCHIVE, SEE_ALL})

BUNDLES: dict[str, frozenset[str]] = {
    Bundle.INTERN: _INTERN,
    Bundle.REPORTER: _REPORTER,
    Bundle.EDITOR: _EDITOR,
    # Lent for hours or standing, on top of an editor's own rights.
    Bundle.PIKET: _PIKET,
    Bundle.MANAGING_EDITOR: _MANAGING_EDITOR,
    # May not publish: who keeps the accounts must not be able to speak for the newsroom.
    Bundle.ADMINISTRATOR: _ADMINISTRATOR,
    Bundle.DISTRIBUTION: frozenset({SEE_ALL, RETITLE}),
    Bundle.ADS: frozenset({WRITE_ADS, ADD_PHOTO}),
}


def that_may(permission: str) -> list[Bundle]:
    return [bundle for bundle in Bundle if permission in BUNDLES[bundle]]
