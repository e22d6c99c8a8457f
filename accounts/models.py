"""People who sign in, what they may do, and the trail of what they did."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import BUNDLES, Bundle


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> "User":
        """For `manage.py createsuperuser`: the first administrator, who makes the others and publishes nothing."""
        from accounts import audit  # noqa: PLC0415 - the trail is written of these models

        with transaction.atomic():
            user = self.create_user(username, password, **fields)
            user.rights.create(bundle=Bundle.ADMINISTRATOR)
            audit.record("add_person", f"person:{username}", by=None, rights=[[Bundle.ADMINISTRATOR, None]])
        return user


class User(AbstractBaseUser):
    """Somebody with a login. What they may do stands in their rights, not in flags."""

    username = models.SlugField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(
        _("desk language"),
        max_length=5,
        choices=[("id", _("Indonesian")), ("en", _("English"))],
        default="id",
    )
    zone = models.CharField(
        _("time zone"),
        max_length=30,
        blank=True,
        choices=[("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")],
        help_text=_("Shown in brackets where it differs from the newsroom's."),
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(_("demonstration account"), default=False, editable=False)
    date_joined = models.DateTimeField(_("joined"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="one_person_per_email",
                violation_error_message=_("Somebody else has this e-mail address."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise PermissionDenied(_("People are not deleted: take away the right to sign in."))

    @property
    def is_staff(self) -> bool:
        """Every active person may open the desk; what they find there follows from their rights."""
        return self.is_active

    is_superuser = False

    @cached_property
    def granted(self) -> dict[str, list["Right"]]:
        """Permission name → the rights that give it, lent ones of any time among them. One query a request."""
        granted: dict[str, list[Right]] = {}
        for right in self.rights.all():
            for permission in BUNDLES[right.bundle]:
                granted.setdefault(permission, []).append(right)
        return granted

    def may(self, permission: str, sections: Iterable[int | None] | None = None, *, at: datetime | None = None) -> bool:
        """Whether a right covers the act; `sections` are a story's own section and its parent (None: any will do).

        `at`: the moment of the act; by default the machine's, which is good enough to draw a menu.
        """
        held = self.sections(permission, at=at)
        return bool(held) and (sections is None or None in held or bool(held & set(sections)))

    def sections(self, permission: str, *, at: datetime | None = None) -> set[int | None]:
        """Where the person's rights cover an act at a moment; None: everywhere."""
        if not self.is_active:
            return set()
        return {right.section for right in self.granted.get(permission, []) if right.holds(at)}

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.may(perm, getattr(obj, "section_ids", None))

    def has_perms(self, perms: Iterable[str], obj: object = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active


class Right(models.Model):
    """One bundle for one person, in one section or everywhere."""

    user = models.ForeignKey(User, models.CASCADE, related_name="rights", verbose_name=_("person"))
    bundle = models.CharField(_("role"), max_length=20, choices=Bundle)
    # A number and no foreign key: sections live a floor up. They are retired, never deleted, so none can dangle.
    section = models.PositiveBigIntegerField(_("section"), null=True, blank=True, help_text=_("Empty: all sections."))
    begins = models.DateTimeField(_("from"), null=True, blank=True)
    ends = models.DateTimeField(_("until"), null=True, blank=True, help_text=_("Empty: until it is taken back."))
    lent_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("lent by")
    )
    """Null: given by who keeps the accounts."""

    class Meta:
        verbose_name = _("right")
        verbose_name_plural = _("rights")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "bundle", "section"],
                condition=models.Q(lent_by=None),
                name="a_right_is_held_once",
                violation_error_message=_("This person holds that right already."),
            ),
            models.UniqueConstraint(
                fields=["user", "bundle"],
                condition=models.Q(section=None, lent_by=None),
                name="a_right_for_all_is_held_once",
                violation_error_message=_("This person holds that right already."),
            ),
            models.CheckConstraint(
                condition=models.Q(begins=None) | models.Q(ends=None) | models.Q(ends__gte=models.F("begins")),
                name="a_right_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.get_bundle_display()

    def holds(self, at: datetime | None = None) -> bool:
        at = at or timezone.now()
        return (self.begins is None or self.begins <= at) and (self.ends is None or at < self.ends)


class PasswordRequest(models.Model):
    """Somebody asked for a new password, by an address that a person here has or nobody: due until it is answered."""

    email = models.EmailField()
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.email


class Act(models.Model):
    """One line of the trail: who did what to which object, when and why. Written by `audit.record` alone."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(_("when"))
    actor = models.CharField(_("who"), max_length=60, help_text=_("User name; empty: the system."))
    verb = models.CharField(_("act"), max_length=40)
    target = models.CharField(_("on"), max_length=80)
    why = models.TextField(_("reason"), blank=True)
    facts = models.JSONField(_("particulars"), default=dict)
    previous = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("act on record")
        verbose_name_plural = _("audit log")
        ordering = ["-seq"]
        indexes = [
            models.Index(fields=["actor", "-seq"], name="acts_of_a_person"),
            models.Index(fields=["verb", "-seq"], name="acts_of_a_kind"),
            models.Index(fields=["target", "-seq"], name="acts_upon_a_target"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.actor} {self.verb} {self.target}"
