"""The working copy as it is typed, field by field, with its byline and what it cites."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms.utils import ErrorDict, ErrorList
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from almanac.fields import DayField, MomentField, untouched
from articles import checks, filing, published
from articles.editor import BodyField
from articles.forms.fields import Choices, OneLine, choices_of, in_use, names, photo_number, plain
from articles.models import Article, Author, Credit, Fokus, Section, Series, Source, Tag
from articles.models.article import TYPED, may_write_genre, may_write_some
from articles.models.lists import MAX_TAGS, retired_tags
from articles.models.revision import LAST_VERSION

TICKS = {
    "no_name": _("Child, victim: no name, no photo, no voice"),
    "no_family": _("Child, victim: no parent or family is named"),
    "no_school_or_village": _("Child, victim: no school, village or workplace"),
    "no_initials": _("Child, victim: no initials, no nickname"),
    "urgent": _("Unverified: the public needs it urgently"),
    "first_source": _("Unverified: the first source is named, credible and competent"),
    "cannot_confirm": _("Unverified: whom it concerns cannot be reached for now"),
    "readers_told": _("Unverified: readers are told that it needs verification"),
}


class CreditRow(forms.Form):
    role = forms.ChoiceField(label=_("role"), choices=Credit.Role.choices, required=False)
    author = forms.TypedChoiceField(label=_("author"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["author"].choices = people  # type: ignore[attr-defined]


class CitationRow(forms.Form):
    source = forms.TypedChoiceField(label=_("media or news agency"), coerce=int, required=False, empty_value=None)
    address = forms.URLField(label=_("address"), required=False, max_length=500, assume_scheme="https")

    def __init__(self, *args: Any, outlets: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = outlets  # type: ignore[attr-defined]
        self.fields["seen_at"] = MomentField(label=_("seen"), required=False)

    def clean_seen_at(self) -> datetime | None:
        return untouched(self.cleaned_data["seen_at"], self.initial.get("seen_at"))

    def clean(self) -> None:
        told = self.data.get(self.add_prefix("address"), "").strip() or self.cleaned_data.get("seen_at")
        if told and not self.cleaned_data.get("source"):
            self.add_error("source", _("Say whose address this is, or clear the row."))


Credits = forms.formset_factory(CreditRow, extra=2, max_num=30)
Citations = forms.formset_factory(CitationRow, extra=1, max_num=30)


class StoryNumber(ForeignKeyRawIdWidget):
    """A story by its number; its headline stands beside it for those alone who may see the story."""

    def __init__(self, seen: QuerySet[Article]) -> None:
        relation: Any = Article._meta.get_field("verifies").remote_field
        super().__init__(relation, admin.site)
        self.seen = seen

    def label_and_url_for_value(self, value: Any) -> tuple[str, str]:
        with suppress(ValueError):
            if self.seen.filter(pk=value).exists():
                return super().label_and_url_for_value(value)
        return "", ""


def _begun(by: User) -> dict[str, Any]:
    """What a new story holds before anything is typed: its author, and the section where they wrote last."""
    return filing.empty(by) | {"section_id": filing.usual_section(by)}


class CopyForm(forms.ModelForm):
    """The working copy as it is typed. It stores nothing: `snapshot` hands the text to the moves."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LAST_VERSION)
    body = BodyField(label=_("body"), required=False)
    tags = forms.CharField(label=_("tags"), required=False, help_text=_("Separated by commas, the weightiest first."))
    ticked = forms.MultipleChoiceField(
        label=_("checklist"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=choices_of(TICKS, [*checks.CHILD_TICKS, *checks.UNVERIFIED_TICKS]),
    )  # fmt: skip

    class Meta:
        model = Article
        fields = [
            "kicker", "headline", "deck", "place", "body", "section", "also_in", "genre",
            "photo", "photo_caption", "photo_need", "fokus", "series", "part",
            "about_child", "about_victim", "accuses", "unverified", "ticked", "verifies",
            "no_byline_reason", "narasumber", "deadline", "priority", "commissioned_length",
            "client", "order_number", "airs_from", "airs_until",
            "list_headline", "slug", "search_title", "share_text",
        ]  # fmt: skip
        field_classes = {"headline": OneLine, "deck": OneLine, "airs_from": DayField, "airs_until": DayField}
        widgets: dict[str, Any] = {
            "headline": forms.Textarea(attrs={"rows": 2}),
            "deck": forms.Textarea(attrs={"rows": 2}),
            "photo_caption": forms.Textarea(attrs={"rows": 2}),
            "narasumber": forms.Textarea(attrs={"rows": 3}),
            "also_in": forms.CheckboxSelectMultiple,
        }

    def __init__(
        self,
        post: Any = None,
        *,
        instance: Article | None,
        by: User,
        locked: bool = False,
        typed: dict[str, Any] | None = None,
        seen: int | None = None,
    ) -> None:
        """`typed` is shown in the place of the stored text, as written on version `seen`."""
        self.by = by
        standing = typed or (instance.snapshot() if instance else _begun(by))
        self.standing_tags: list[str] = standing["tags"]
        initial = initial_of(standing) | {"version": _version(instance, seen)}
        super().__init__(post, instance=instance, initial=initial)
        self.fields["deadline"] = MomentField(label=_("deadline"), required=False)
        self._offer(standing)
        self.credits = Credits(
            post, prefix="credits", initial=[{"role": role, "author": author} for role, author in standing["credits"]],
            form_kwargs={"people": names(Author.objects.all(), *(author for _role, author in standing["credits"]))},
        )  # fmt: skip
        self.citations = Citations(
            post, prefix="citations",
            initial=[{"source": c[0], "address": c[1], "seen_at": moment(c[2])} for c in standing["citations"]],
            form_kwargs={"outlets": names(Source.objects.all(), *(c[0] for c in standing["citations"]))},
        )  # fmt: skip
        if locked:
            self.lock()

    def _offer(self, standing: dict[str, Any]) -> None:
        """What each list may be chosen from."""
        sections = in_use(Section.objects.all(), standing["section_id"], *standing["also_in"])
        self.fields["section"].queryset = self.fields["also_in"].queryset = sections  # type: ignore[attr-defined]
        self.fields["fokus"].queryset = in_use(Fokus.objects.all(), standing["fokus_id"])  # type: ignore[attr-defined]
        self.fields["series"].queryset = in_use(Series.objects.all(), standing["series_id"])  # type: ignore[attr-defined]
        self.fields["photo"].widget = photo_number()
        seen = Article.objects.visible_to(self.by)
        # What stands stays, though who saves may not see that story.
        stands = Article.objects.filter(pk=self.instance.verifies_id).values("pk")
        self.fields["verifies"].queryset = Article.objects.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=stands))  # type: ignore[attr-defined]
        self.fields["verifies"].widget = StoryNumber(seen)

    def lock(self) -> None:
        for form in (self, *self.credits.forms, *self.citations.forms):
            for field in form.fields.values():
                field.disabled = True

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.credits.is_valid(), self.citations.is_valid()])

    def all_errors(self) -> list[Any]:
        forms_here = (self, *self.credits.forms, *self.citations.forms)
        return [messages for form in forms_here for messages in form.errors.values()]

    def leave_unjudged(self) -> None:
        """Show what was typed as it stands: nobody has asked for it to be whole yet."""
        self._errors = ErrorDict()
        parts: tuple[Any, ...] = (self.credits, self.citations)
        for part in parts:
            part._errors, part._non_form_errors = [], ErrorList()
            for row in part.forms:
                row._errors = ErrorDict()

    def part_errors(self, name: str) -> list[Any]:
        """What is wrong in the rows of one part: `credits` or `citations`."""
        rows: Any = {"credits": self.credits, "citations": self.citations}.get(name)
        return [] if rows is None else [row.errors for row in rows.forms if row.errors]

    def clean_deadline(self) -> datetime | None:
        return untouched(self.cleaned_data["deadline"], self.initial["deadline"])

    def clean(self) -> dict[str, Any]:
        """The verb asks the same of a text that comes into a section."""
        cleaned = super().clean() or {}
        section, genre = cleaned.get("section"), cleaned.get("genre")
        if not section or (self.instance.pk and self.initial["section"] == section.pk):
            return cleaned
        if not may_write_some(self.by, section.covering):
            self.add_error("section", _("Your role does not cover this section."))
        elif genre and not may_write_genre(self.by, genre, sections=section.covering):
            self.add_error("genre", _("Your role does not cover this kind of story in this section."))
        return cleaned

    def clean_verifies(self) -> Article | None:
        earlier: Article | None = self.cleaned_data["verifies"]
        named = earlier and earlier.pk != self.initial["verifies"]
        if earlier and named and not published.awaits_verification(earlier, at=published.now()):
            raise ValidationError(checks.VERIFIES_NOTHING)
        return earlier

    def clean_also_in(self) -> Any:
        chosen = self.cleaned_data["also_in"]
        if len(chosen) > 2:  # noqa: PLR2004  (DESIGN.md, section 4)
            raise ValidationError(_("Choose two at most."))
        return chosen

    def clean_tags(self) -> list[str]:
        names = split_tags(self.cleaned_data["tags"], self.standing_tags)
        if len(names) > MAX_TAGS:
            raise ValidationError(_("A story has %(most)d tags at most.") % {"most": MAX_TAGS})
        most: Any = Tag._meta.get_field("name").max_length
        for name in names:
            if len(name) > most:
                raise ValidationError(
                    _("A tag has %(most)d characters at most: %(name)s") % {"most": most, "name": name}
                )
        standing = {name.lower() for name in self.standing_tags}
        if retired := retired_tags([name for name in names if name.lower() not in standing]):
            message = _("Retired, so no story may choose it any more: %(names)s.")
            raise ValidationError(message % {"names": ", ".join(retired)})
        return names

    def snapshot(self) -> dict[str, Any]:
        """What was typed, in the shape of `Article.snapshot`."""
        typed = {name: plain(getattr(self.instance, name)) for name in TYPED}
        return typed | {
            "deadline": _stamp(self.cleaned_data["deadline"]),
            "airs_from": _iso(self.cleaned_data["airs_from"]),
            "airs_until": _iso(self.cleaned_data["airs_until"]),
            "also_in": sorted(section.pk for section in self.cleaned_data["also_in"]),
            "tags": self.cleaned_data["tags"],
            "credits": self._credits(),
            "citations": self._citations(),
        }

    def _credits(self) -> list[list[Any]]:
        rows = [[row["role"] or Credit.Role.REP.value, row["author"]] for row in _filled(self.credits, "author")]
        return [row for place, row in enumerate(rows) if row not in rows[:place]]

    def _citations(self) -> list[list[Any]]:
        return [[row["source"], row["address"], _stamp(row["seen_at"])] for row in _filled(self.citations, "source")]


def _version(instance: Article | None, seen: int | None) -> int:
    if seen is not None:
        return seen
    return instance.version if instance else 0


def _filled(formset: Any, name: str) -> list[dict[str, Any]]:
    return [row.cleaned_data for row in formset.forms if row.cleaned_data.get(name)]


def _stamp(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat() if value else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def moment(stamp: str | None) -> datetime | None:
    return datetime.fromisoformat(stamp) if stamp else None


def split_tags(text: str, standing: Iterable[str] = ()) -> list[str]:
    """Each tag once, whatever its case, in the order typed; a standing one with commas in it stays whole."""
    kept = set(standing)
    whole = {tuple(_between_commas(name.lower())): name for name in kept if "," in name}
    longest = max(map(len, whole), default=1)
    # A hashtag of social media is the tag without its sign.
    parts = [part if part in kept else part.lstrip("# ") for part in _between_commas(text) if part.strip("# ")]
    found = dict[str, str]()
    while parts:
        lowered = tuple(part.lower() for part in parts)
        length = next((length for length in range(longest, 1, -1) if lowered[:length] in whole), 1)
        name = whole[lowered[:length]] if length > 1 else parts[0]
        found.setdefault(name.lower(), name)
        parts = parts[length:]
    return list(found.values())


def _between_commas(text: str) -> list[str]:
    return [part for part in (" ".join(piece.split()) for piece in text.split(",")) if part]


def initial_of(snapshot: dict[str, Any]) -> dict[str, Any]:
    plain = {name.removesuffix("_id"): value for name, value in snapshot.items()}
    return plain | {"tags": ", ".join(snapshot["tags"]), "deadline": moment(snapshot["deadline"])}
