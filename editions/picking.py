"""What editors put on fronts: a story at a place, from one moment to another."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from editions import clock


class PickQuerySet(models.QuerySet["Pick"]):
    def live(self, at: datetime | None = None) -> "PickQuerySet":
        moment: Any = at or clock.now()
        return self.filter(Q(ends=None) | Q(ends__gt=moment), begins__lte=moment)

    def of(self, front: str) -> "PickQuerySet":
        """Those of one front, the one that holds last."""
        return self.filter(front=front).order_by("begins", "pk")


class Pick(models.Model):
    """A story that an editor put at a place of a front, from one moment to another; it shows while it is live."""

    HOME = "home"
    """The front page; any other front is named by its list."""

    front = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField()
    """1 is the lead."""
    story_id = models.CharField(max_length=12)
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True)

    objects = PickQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["front", "-begins"], name="picks_of_a_front")]
        constraints = [
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("begins")), name="a_pick_ends_after_it_began")
        ]

    def __str__(self) -> str:
        return f"{self.front} {self.place}: {self.story_id}"
