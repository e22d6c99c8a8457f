"""What the accounts have to do from time to time."""

from collections.abc import Callable

from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import audit

BATCH = 500


def drop_ended_sessions() -> int:
    ended = Session.objects.filter(expire_date__lt=timezone.now()).values_list("pk", flat=True)[:BATCH]
    return Session.objects.filter(pk__in=list(ended)).delete()[0]


DUE: list[Callable[[], int]] = [drop_ended_sessions, audit.export_head]
