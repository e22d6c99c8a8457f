"""Signing in by name and password. Rights come from the person's bundles (`roles.py`), not from Django's groups."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser

DEMO_PASSWORD = "redaksi-demo-2026"  # noqa: S105  (public by design: production refuses demonstration accounts)


class BundleBackend(AuthenticationBackend):
    """Allauth's backend, which takes the same time for a known and an unknown name."""

    def user_can_authenticate(self, user: AbstractBaseUser) -> bool:
        return super().user_can_authenticate(user) and not is_shut_out(user)


def is_shut_out(user: AbstractBaseUser) -> bool:
    """Demonstration accounts have public passwords: production does not know them."""
    return settings.PRODUCTION and getattr(user, "is_demo", False)
