"""What moves ask for that are not made with one click."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from almanac.fields import MomentField
from articles.forms.correction import KIND_LABELS
from articles.forms.fields import Choices, second_tick
from articles.models import Article, Section
from articles.publishing import GROUNDS, Minor, correcting

OWN_REASONS = {
    "kilat": _("Breaking news"),
    "sendirian": _("Alone on duty"),
    "teknis": _("A technical fault"),
    "lain": _("Another reason"),
}


class Answers(forms.Form):
    """Asked of every move that is not made with one click; `seen` is the version on the screen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

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


class WhyForm(forms.Form):
    """Asked where something that stands by itself is ended."""

    why = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


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
        self.fields["second_tick"] = second_tick()

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
    ground = forms.ChoiceField(label=_("Ground"), choices=list(GROUNDS.items()), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason, as the public reads it"), widget=forms.Textarea(attrs={"rows": 4}),
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

    def __init__(self, *args: Any, groups: Mapping[Any, Iterable[User | Section]], **kwargs: Any) -> None:
        """`groups`: by the name of each, in the order in which they are offered."""
        super().__init__(*args, **kwargs)
        self.addresses: dict[str, User | Section] = {}
        choices: Choices = []
        for name, rows in groups.items():
            found = {f"{'person' if isinstance(one, User) else 'desk'}-{one.pk}": one for one in rows}
            self.addresses |= found
            choices += [(name, [(code, str(one)) for code, one in found.items()])] if found else []
        self.fields["to"].choices = [("", _("All editors of the section")), *choices]  # type: ignore[attr-defined]

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
    "publish_now": Answers,
    "reschedule": RescheduleForm,
    "take_over": TakeOverForm,
    "withdraw": WithdrawForm,
    "expunge": ExpungeForm,
}
