"""Allauth, closed to strangers: people are made by the administrator."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from accounts.backends import is_shut_out


class NewsroomAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """Allauth lets in whoever the backend turned away but for being inactive: ask once more."""
        if is_shut_out(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)
