"""People who may sign in, and their rights. It stands here and not in accounts, since rights name sections."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import audit, lending, roles
from accounts.models import Right, User
from articles import published
from articles.admin.rights import ByRole, DeskAdmin, person
from articles.models import Author, Section
from articles.publishing import bylining


class PersonForm(forms.ModelForm):
    new_password = forms.CharField(
        label=_("New password"), required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Empty: the password stays. A new one signs the person out everywhere."),
    )  # fmt: skip

    class Meta:
        model = User
        fields = ["name", "username", "email", "language", "zone", "is_active"]
        help_texts: ClassVar[Any] = {"username": _("It stays for good: the trail tells by it who did what.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            password = self.fields["new_password"]
            password.required, password.label, password.help_text = True, capfirst(_("password")), ""

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password


class RightForm(forms.ModelForm):
    section = forms.TypedChoiceField(
        label=_("section"), coerce=int, empty_value=None, required=False, help_text=_("Empty: all sections.")
    )

    class Meta:
        model = Right
        fields = ["bundle", "section"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everywhere = [("", _("All sections"))]
        self.fields["section"].choices = everywhere + list(Section.objects.values_list("pk", "name"))  # type: ignore[attr-defined]


class RightFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        """The database refuses a right that stands twice; here it is said."""
        super().clean()
        held = set()
        for form in self.forms:
            told = getattr(form, "cleaned_data", {})
            if not told or told.get("DELETE"):
                continue
            right = (told.get("bundle"), told.get("section"))
            if right in held:
                form.add_error("bundle", _("This person holds that right already."))
            held.add(right)


class RightInline(ByRole, admin.TabularInline):
    """Nobody gives rights to themselves: who keeps the accounts must not be able to speak for the newsroom."""

    model = Right
    fk_name = "user"
    form, formset = RightForm, RightFormSet
    extra = 1
    to_view = to_add = to_change = roles.KEEP_PEOPLE

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request) and obj != request.user

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request) and obj != request.user

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> Any:
        """What was lent is kept where it is lent."""
        return super().get_queryset(request).filter(lent_by=None)


@admin.register(User)
class PersonAdmin(DeskAdmin):
    to_view = to_add = to_change = roles.KEEP_PEOPLE
    form = PersonForm
    inlines = [RightInline]
    list_display = ["name", "username", "email", "held", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "username", "email"]
    fields = ["name", "username", "new_password", "email", "language", "zone", "is_active"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("rights")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Whoever were given a name that another had would have done all that the trail tells of that one."""
        return [*super().get_readonly_fields(request, obj), *(["username"] if obj else [])]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """By what the list offers and no other column: a password's hash would be found out sign by sign."""
        return lookup.partition("__")[0] in self.list_filter

    @admin.display(description=_("rights"))
    def held(self, user: User) -> str:
        return ", ".join(dict.fromkeys(str(right) for right in user.rights.all()))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if form.cleaned_data["new_password"]:
            obj.set_password(form.cleaned_data["new_password"])
        obj.save()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Rights with the person, and the byline of whoever may write; a line of the trail for each."""
        with transaction.atomic(), audit.written_last():
            super().save_related(request, form, formsets, change)
            rights = [[right.bundle, right.section] for right in Right.objects.filter(user=form.instance)]
            # As stored: what the form's own row knows of its rights may be from before.
            author = bylining.give(User.objects.get(pk=form.instance.pk), by=person(request))
            ended = lending.end_uncovered(form.instance, by=person(request), at=published.now())
            verb = "change_person" if change else "add_person"
            target = f"person:{form.instance.username}"
            audit.record(verb, target, by=person(request), fields=form.changed_data, rights=rights)
        if author:
            _tell_of_byline(request, author)
        if ended:
            told = gettext("%(name)s is no longer an editor where they were duty editor: what was lent them has ended.")
            messages.warning(request, told % {"name": form.instance})
        if form.instance.is_active and not rights:
            told = gettext("%(name)s has no rights yet and finds an empty desk: give a role below “Rights”.")
            messages.warning(request, told % {"name": form.instance})


def _tell_of_byline(request: HttpRequest, author: Author) -> None:
    messages.info(request, gettext("%(name)s can be named as an author now.") % {"name": author})
    if bylining.namesakes(author):
        told = gettext(
            "Another author is called %(name)s and has no login: if that is the same person, merge the two on the "
            "list of authors."
        )
        messages.warning(request, told % {"name": author})
