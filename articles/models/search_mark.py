"""How far the desk's search has come."""

from django.db import models


class SearchMark(models.Model):
    """Up to where `searching.catch_up` has read; one row."""

    seen = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.seen)
