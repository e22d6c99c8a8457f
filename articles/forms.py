"""What the desk types, as forms: the working copy, the answers that moves ask for, a correction of the live text."""

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
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from almanac import dates, desk_dates
from almanac.fields import MomentField, untouched
from articles import checks, filing, published
from articles.editor import BodyField
from articles.models import Article, Author, Credit, Fokus, Section, Series, Source, Tag
from articles.models.article import TYPED, may_write_genre, may_write_some
from articles.models.lists import MAX_TAGS, retired_tags
from articles.models.revision import LAST_VERSION
from articles.publishing import GROUNDS, Minor, correcting

Choices = list[tuple[Any, Any]]

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
KIND_LABELS = {
    "perbaikan_kecil": _("Minor change (spelling, slip of the keyboard)"),
    "pembaruan": _("Update"),
    "ralat": _("Correction of our own error"),
    "koreksi": _("Correction that was asked for"),
    "hak_jawab": _("Right of reply"),
}
GROUND_LABELS = {
    "sara": _("Ethnicity, religion, race or groups"),
    "kesusilaan": _("Decency"),
    "anak": _("A child's future"),
    "traumatik": _("A victim's trauma"),
    "dewan_pers": _("A consideration of the Press Council"),
    "keliru": _("The newsroom's own error"),
    "salah_terbit": _("Published by mistake"),
}
SCHEDULED = {
    correcting.CARRY: _("Carry the correction into it"),
    correcting.CALL_OFF: _("Cancel the schedule"),
}
OWN_REASONS = {
    "kilat": _("Breaking news"),
    "sendirian": _("Alone on duty"),
    "teknis": _("A technical fault"),
    "lain": _("Another reason"),
}


def choices_of(labels: dict[str, Any], codes: Iterable[str]) -> Choices:
    return [(code, labels[code]) for code in codes]


class OneLine(forms.CharField):
    """What is printed in one line, though it may be typed into a box of several."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


def in_use(rows: QuerySet, *current: int | None) -> QuerySet:
    """What may be chosen: names not retired, and those that stand already."""
    return rows.filter(Q(retired_at=None) | Q(pk__in=[pk for pk in current if pk]))


def names(rows: QuerySet, *current: int | None) -> Choices:
    return [("", "—"), *((row.pk, str(row)) for row in in_use(rows, *current))]


# --- The working copy --------------------------------------------------------------------------------------


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
            *(
                "kicker",
                "headline",
                "deck",
                "place",
                "body",
                "section",
                "also_in",
                "genre",
                "photo",
                "photo_caption",
                "photo_need",
            ),
            *(
                "fokus",
                "series",
                "part",
                "about_child",
                "about_victim",
                "accuses",
                "unverified",
                "ticked",
                "verifies",
            ),
            *("no_byline_reason", "narasumber", "deadline", "priority", "commissioned_length"),
            *("client", "order_number", "airs_from", "airs_until"),
            *("list_headline", "slug", "search_title", "share_text"),
        ]
        field_classes = {"headline": OneLine, "deck": OneLine}
        widgets: dict[str, Any] = {
            "headline": forms.Textarea(attrs={"rows": 2}),
            "deck": forms.Textarea(attrs={"rows": 2}),
            "photo_caption": forms.Textarea(attrs={"rows": 2}),
            "narasumber": forms.Textarea(attrs={"rows": 3}),
            "also_in": forms.CheckboxSelectMultiple,
            "airs_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "airs_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
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
        standing = typed or (instance.snapshot() if instance else filing.empty(by))
        self.standing_tags: list[str] = standing["tags"]
        initial = initial_of(standing) | {"version": _version(instance, seen)}
        super().__init__(post, instance=instance, initial=initial)
        self.fields["deadline"] = MomentField(label=_("deadline"), required=False)
        for name in ("airs_from", "airs_until"):
            self.fields[name].validators.append(dates.of_our_time)
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
        relation: Any = Article._meta.get_field("photo").remote_field
        self.fields["photo"].widget = ForeignKeyRawIdWidget(relation, admin.site, attrs={"inputmode": "numeric"})
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
        typed = {name: _plain(getattr(self.instance, name)) for name in TYPED}
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


def _plain(value: Any) -> Any:
    """Browsers send CRLF: left in, every text area would look changed."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


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


# --- What moves ask for -----------------------------------------------------------------------------------


class Answers(forms.Form):
    """Asked of every move that is not made with one click; `seen` is the version on the screen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    intro: Promise | str = ""

    def __init__(self, *args: Any, holder: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holder = holder

    def ask_why_it_breaks(self, known: str) -> None:
        """Of whoever may go through an embargo or a lock, always: the moment that counts is chosen in this very form.

        `known`: what stands there now.
        """
        self.fields["breaking"] = forms.CharField(
            label=_("Reason for going out all the same"), required=False, max_length=300,
            help_text=known or _("Needed only where an embargo or a lock stands in the way at the moment it goes out."),
        )  # fmt: skip

    def breaking(self) -> str:
        """The managing editor's reason for going through an embargo or a lock."""
        return str(self.cleaned_data.get("breaking") or "")


class ReasonForm(Answers):
    # Not required here: the move itself says why it needs one.
    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 4}))


def _second_tick() -> forms.BooleanField:
    label = _("It is a minor change although it touches a number, a name, the headline or much text")
    return forms.BooleanField(label=label, required=False)


class WhenForm(Answers):
    when = forms.ChoiceField(
        label=_("When"), widget=forms.RadioSelect, choices=[("now", _("Now")), ("later", _("At a moment of its own"))],
        initial="now",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"] = MomentField(label=_("Date and time"), required=False)
        if self.holder:
            label = _("%(holder)s holds it: publish all the same") % {"holder": self.holder}
            self.fields["despite_holder"] = forms.BooleanField(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("when") == "later" and not cleaned.get("at") and "at" not in self.errors:
            self.add_error("at", _("Say when."))
        if cleaned.get("when") == "now" and cleaned.get("at"):
            self.add_error("when", _("You typed a moment: say whether it goes out then, or empty it."))
        return cleaned

    def ask_whether_minor(self) -> None:
        """Of a story that readers have."""
        help_text = _("No time on the story moves. Otherwise readers see when it was updated.")
        self.fields["minor"] = forms.BooleanField(
            label=KIND_LABELS[correcting.SMALL], required=False, help_text=help_text
        )
        self.fields["second_tick"] = _second_tick()

    def minor(self) -> Minor | None:
        cleaned = self.cleaned_data
        return Minor(second_tick=cleaned["second_tick"]) if cleaned.get("minor") else None

    def moment(self) -> datetime | None:
        return self.cleaned_data["at"] if self.cleaned_data["when"] == "later" else None


class OwnForm(WhenForm):
    # Empty at first: whoever answers for it says why.
    why = forms.ChoiceField(label=_("Why without a second editor"), choices=[("", "—"), *OWN_REASONS.items()])
    words = forms.CharField(label=_("In words"), required=False, max_length=250)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("why") == "lain" and not cleaned.get("words"):
            self.add_error("words", _("Say which reason."))
        return cleaned

    def reason(self) -> str:
        return ": ".join(filter(None, [self.cleaned_data["why"], self.cleaned_data["words"]]))


class RescheduleForm(Answers):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"] = MomentField(label=_("Date and time"))


class WithdrawForm(Answers):
    ground = forms.ChoiceField(label=_("Ground"), choices=choices_of(GROUND_LABELS, GROUNDS), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason, as the public reads it"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The newsroom's apology follows by itself where the error was its own."),
    )  # fmt: skip


class ExpungeForm(Answers):
    """It can't be undone: the story's number is typed by hand."""

    reason = forms.CharField(
        label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the trail and the desk. Do not repeat what is to go."),
    )  # fmt: skip
    reference = forms.CharField(label=_("Number of the order or request"), required=False, max_length=200)
    public_reason = forms.CharField(
        label=_("Reason, as the public reads it"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only if the one that stands there repeats what is to go."),
    )  # fmt: skip

    def __init__(self, *args: Any, story_id: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.story_id = story_id
        label = _("To confirm, type the story's number: %(number)s") % {"number": story_id}
        by_hand = forms.TextInput(attrs={"autocomplete": "off"})
        self.fields["confirmation"] = forms.CharField(label=label, max_length=12, widget=by_hand)

    def clean_confirmation(self) -> str:
        if self.cleaned_data["confirmation"].strip() != self.story_id:
            raise ValidationError(_("This is not the number of this story."))
        return self.story_id


def number_in(typed: str) -> str:
    """A story's number, from `https://…/berita/<number>/slug/` or as it stands alone."""
    parts = typed.strip().split("?")[0].strip("/").split("/")
    return parts[parts.index("berita") + 1] if "berita" in parts[:-1] else parts[-1]


class JoinForm(Answers):
    into = forms.CharField(
        label=_("Story that stays"), help_text=_("Its address on the readers' site, or its number."), max_length=300
    )
    reason = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_into(self) -> Article:
        story = Article.objects.filter(story_id=number_in(self.cleaned_data["into"])).first()
        if story is None:
            raise ValidationError(_("No such story."))
        return story


class WordForm(Answers):
    """A word that goes with the story to whoever has it next, or had it."""

    reason = forms.CharField(
        label=_("A word to the editors"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("May stay empty."),
    )  # fmt: skip


class TakeOverForm(WordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.holder:
            self.fields["reason"].label = _("A word to %(name)s") % {"name": self.holder}


class SubmitForm(WordForm):
    to = forms.ChoiceField(
        label=_("To whom"), required=False, help_text=_("Only they are told; any other editor may still take it.")
    )

    def __init__(self, *args: Any, people: Iterable[User], desks: Iterable[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.addresses: dict[str, User | Section] = {f"person-{one.pk}": one for one in people}
        self.addresses |= {f"desk-{one.pk}": one for one in desks}
        named: dict[Any, Choices] = {_("Desk"): [], _("Editor"): []}
        for code, one in self.addresses.items():
            named[_("Editor") if isinstance(one, User) else _("Desk")].append((code, str(one)))
        groups: Choices = [(name, rows) for name, rows in named.items() if rows]
        self.fields["to"].choices = [("", _("All editors of the section")), *groups]  # type: ignore[attr-defined]

    def addressee(self) -> User | Section | None:
        return self.addresses.get(self.cleaned_data["to"])


ASKED: dict[str, type[Answers]] = {
    "submit": SubmitForm,
    "cancel": Answers,
    "discard": Answers,
    "join": JoinForm,
    "return": ReasonForm,
    "hold": ReasonForm,
    "lift": ReasonForm,
    "reinstate": ReasonForm,
    "spike": ReasonForm,
    "revive": ReasonForm,
    "publish": WhenForm,
    "publish_own": OwnForm,
    "reschedule": RescheduleForm,
    "take_over": TakeOverForm,
    "withdraw": WithdrawForm,
    "expunge": ExpungeForm,
}


def becomes_of(to_come: datetime) -> forms.ChoiceField:
    """Whether a change of the live text goes into the version to come."""
    return forms.ChoiceField(
        label=_("A version is scheduled: %(when)s") % {"when": desk_dates.masthead(to_come)},
        choices=list(SCHEDULED.items()), widget=forms.RadioSelect,
    )  # fmt: skip


class CorrectionForm(forms.Form):
    """The live text, field by field, with what readers are told of the change."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Kind of change"), widget=forms.RadioSelect, choices=choices_of(KIND_LABELS, correcting.KINDS)
    )
    notice = forms.CharField(
        label=_("Notice that readers will see"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For a correction or a right of reply. The newsroom's apology follows an erratum by itself."),
    )  # fmt: skip
    second_tick = _second_tick()
    protects = forms.BooleanField(
        label=_("Protects an identity: earlier versions are barred from every public comparison"),
        required=False,
    )

    def __init__(
        self, post: Any = None, *, base: dict[str, Any], seen: int, to_come: datetime | None = None,
        retitles: bool = False,
    ) -> None:  # fmt: skip
        """`to_come`: when a scheduled version goes live, of which the person then says what becomes.

        `retitles`: for distribution, which changes search title and share text alone, as a small change.
        """
        self.base = base
        self.offered = [name for name in correcting.FIELDS if name in correcting.RETITLED or not retitles]
        super().__init__(post, initial={name: base[name] for name in self.offered} | {"seen": seen})
        copy = forms.fields_for_model(
            Article, fields=self.offered, widgets=CopyForm.Meta.widgets, field_classes=CopyForm.Meta.field_classes
        )
        if "body" in copy:
            copy["body"] = BodyField(label=capfirst(_("body")), required=False)
        asked = ["seen", "second_tick"] if retitles else list(self.fields)
        self.fields = {name: copy[name] for name in self.offered} | {name: self.fields[name] for name in asked}
        if to_come:
            self.fields["scheduled"] = becomes_of(to_come)

    def typed(self) -> dict[str, Any]:
        return {name: _plain(self.cleaned_data[name]) for name in self.offered}

    def correction(self) -> correcting.Correction:
        cleaned = self.cleaned_data
        return correcting.Correction(
            kind=cleaned.get("kind", correcting.SMALL),
            changes={name: value for name, value in self.typed().items() if value != self.base[name]},
            text=cleaned.get("notice", ""),
            protects=cleaned.get("protects", False),
            second_tick=cleaned.get("second_tick", False),
            scheduled=cleaned.get("scheduled", ""),
        )
