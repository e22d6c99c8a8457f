"""Signing out lets go of what was held."""

from django.http import HttpRequest

from accounts.adapter import NewsroomAdapter
from accounts.models import User
from articles import moves


class DeskAdapter(NewsroomAdapter):
    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            moves.let_go(request.user)
        super().logout(request)
