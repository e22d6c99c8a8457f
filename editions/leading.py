"""Where addresses of old lead."""

from django.db import models


class OldAddress(models.Model):
    """Where something stood before: a merged tag, another system's address."""

    path = models.CharField(primary_key=True, max_length=300)
    story_id = models.CharField(max_length=12, blank=True)
    list = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.path
