"""One table: which bundle of rights may do what. A person holds bundles, each for all sections or for named ones."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

WRITE = "articles.write_article"
WRITE_ANY = "articles.write_any_article"
SUBMIT = "articles.submit_article"
SEE_ALL = "articles.see_all_articles"
REVIEW = "articles.review_article"
PUBLISH = "articles.publish_article"
CORRECT = "articles.correct_article"
HOLD = "articles.hold_article"
OVERRIDE = "articles.publish_own_article"
WITHDRAW = "articles.withdraw_article"
REINSTATE = "articles.reinstate_article"
KEEP_LISTS = "articles.keep_lists"
"""Sections, tags, authors, sources, fokus: named, merged, retired."""
ADD_PHOTO = "photos.add_photo"
CHANGE_PHOTO = "photos.change_photo"
KEEP_PEOPLE = "accounts.keep_people"
READ_AUDIT = "accounts.read_audit"
IMPORT_ARCHIVE = "articles.import_archive"


class Bundle(TextChoices):
    INTERN = "intern", _("Intern")
    REPORTER = "reporter", _("Reporter")
    EDITOR = "editor", _("Editor")
    MANAGING_EDITOR = "managing_editor", _("Managing editor")
    ADMINISTRATOR = "administrator", _("Administrator")


_INTERN = frozenset({WRITE, SUBMIT, ADD_PHOTO})
_REPORTER = _INTERN | {SEE_ALL}
_EDITOR = _REPORTER | {WRITE_ANY, REVIEW, PUBLISH, CORRECT, HOLD, KEEP_LISTS, CHANGE_PHOTO}
_MANAGING_EDITOR = _EDITOR | {OVERRIDE, WITHDRAW, REINSTATE, READ_AUDIT}
_ADMINISTRATOR = frozenset({KEEP_PEOPLE, KEEP_LISTS, READ_AUDIT, IMPORT_ARCHIVE, SEE_ALL})

BUNDLES: dict[str, frozenset[str]] = {
    Bundle.INTERN: _INTERN,
    Bundle.REPORTER: _REPORTER,
    Bundle.EDITOR: _EDITOR,
    Bundle.MANAGING_EDITOR: _MANAGING_EDITOR,
    # May not publish: who keeps the accounts must not be able to speak for the newsroom.
    Bundle.ADMINISTRATOR: _ADMINISTRATOR,
}
