"""New passwords. Whoever asks for one leaves a row, whether anybody here has the address or not; the worker answers it.

So a stranger learns nothing: the page asks no table about people and waits for no mail server.
"""

import logging
from datetime import timedelta

from allauth.account.forms import ResetPasswordForm, default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import PasswordRequest, User
from outside import trying

logger = logging.getLogger(__name__)

GIVEN_UP_AFTER = timedelta(days=1)
"""Whoever still wants a new password has asked again."""


class AskForm(ResetPasswordForm):
    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        # Of the lowered one, which may have grown: İ has two letters then.
        PasswordRequest._meta.get_field("email").run_validators(email)
        return email

    def save(self, request: HttpRequest, **kwargs: object) -> str:
        return PasswordRequest.objects.create(email=self.cleaned_data["email"]).email


def answer_requests() -> int:
    """Write to a batch of those who asked; a letter that can't be sent stays due and waits longer each time."""
    due = PasswordRequest.objects.filter(due_at__lte=timezone.now()).order_by("due_at")
    return sum(_answer(asked) for asked in due[: trying.BATCH])


def _answer(asked: PasswordRequest) -> int:
    # Put off just before it is tried: a worker that dies here, or another beside it, sends nothing twice at once.
    now = timezone.now()
    mine = PasswordRequest.objects.filter(pk=asked.pk, due_at=asked.due_at)
    if not mine.update(due_at=now + trying.LEASE, tries=F("tries") + 1):
        return 0
    try:
        for person in User.objects.filter(email__iexact=asked.email, is_active=True):
            _write_to(person)
    except Exception as error:  # of whatever kind: one letter that can't be sent keeps no other waiting
        logger.warning("A letter for a new password was not sent: %s", error)
        if now - asked.asked_at < GIVEN_UP_AFTER:
            PasswordRequest.objects.filter(pk=asked.pk).update(due_at=now + trying.put_off(asked.tries))
            return 0
    return asked.delete()[0]


def _write_to(person: User) -> None:
    """To the address that stands here, not to the one typed, in the person's own language."""
    link = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    told = {
        "newsroom": settings.OUTLET_NAME,
        "username": person.username,
        "password_reset_url": settings.SITE_ADDRESS + reverse("account_reset_password_from_key", kwargs=link),
    }
    with translation.override(person.language):
        subject, body = (
            render_to_string(f"account/email/password_reset_key_{part}.txt", told).strip()
            for part in ("subject", "message")
        )
    send_mail(subject, body, None, [person.email])
