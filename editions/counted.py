"""Tables of what is counted: readings by the hour and the lists made of them; months and neighbours of tags."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from editions import shown


class ReadHour(models.Model):
    """How often a story was read in one hour. Nothing here, or anywhere, says by whom."""

    READERS_MAY = ("INSERT", "UPDATE")

    story_id = models.CharField(max_length=12)
    hour = models.DateTimeField(db_index=True)
    """When the hour began."""
    count = models.PositiveIntegerField()
    folded = models.PositiveIntegerField(default=0)
    """How many of them `Popularity` holds already."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story_id", "hour"], name="one_count_an_hour")]
        indexes = [models.Index(fields=["story_id"], condition=Q(count__gt=F("folded")), name="readings_to_fold")]

    def __str__(self) -> str:
        return f"{self.story_id} {self.hour:%Y-%m-%d %H} {self.count}"


class ReadBatch(models.Model):
    """The last batch of counts that a process brought in: a batch sent again is known by its number."""

    READERS_MAY = ("INSERT", "UPDATE")

    process = models.CharField(primary_key=True, max_length=32)
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.process} {self.number}"


class Popularity(models.Model):
    """How a story stands in each window of time: log2 of its readings, each doubled for every half-life since 1970.

    A reading of one half-life ago so counts half of one of now; and since all fade alike, a row changes only when its
    story is read, and the order of rows never by the clock alone.
    """

    story_id = models.CharField(primary_key=True, max_length=12)
    day = models.FloatField()
    week = models.FloatField()
    month = models.FloatField()
    total = models.PositiveBigIntegerField()

    class Meta:
        indexes = [models.Index(F(window).desc(), name=f"most_read_{window}") for window in ("day", "week", "month")]

    def __str__(self) -> str:
        return f"{self.story_id} {self.total}"


class RankedQuerySet(models.QuerySet["Ranked"]):
    def of(self, key: str) -> "RankedQuerySet":
        """The places of one list."""
        shown.note_list(key)
        return self.filter(list=key)


class Ranked(models.Model):
    """A place in a list of the most read stories."""

    list = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField()
    story_id = models.CharField(max_length=12)

    objects = RankedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "place"], name="one_story_a_place")]

    def __str__(self) -> str:
        return f"{self.list} {self.place} {self.story_id}"


class Ranking(models.Model):
    """When the lists were last made."""

    ONLY: ClassVar[int] = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"


class KeptOut(models.Model):
    """A story that an editor keeps out of the lists of the most read; who and why stand on the trail."""

    story_id = models.CharField(primary_key=True, max_length=12)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.story_id


class TopicDue(models.Model):
    """A month of a tag's list to be counted again from a moment on; null: all its months."""

    list = models.CharField(max_length=40)
    month = models.DateField(null=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.list} {self.month}"


class OfTopic(models.QuerySet[Any]):
    def of(self, key: str) -> "OfTopic":
        """What is counted of one tag."""
        shown.note_list(shown.topic(key))
        return self.filter(list=key)


class TopicMonth(models.Model):
    """How many live stories of one month stand in a tag's list."""

    list = models.CharField(max_length=40)
    month = models.DateField()
    """Its first day, of the newsroom's calendar."""
    count = models.PositiveIntegerField()

    objects = OfTopic.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "month"], name="a_topics_month_once")]

    def __str__(self) -> str:
        return f"{self.list} {self.month:%Y-%m} {self.count}"


class Neighbour(models.Model):
    """A tag that often stands with another in the newest stories of its list, busiest first."""

    list = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField()
    other = models.CharField(max_length=40)

    objects = OfTopic.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "place"], name="one_neighbour_a_place")]

    def __str__(self) -> str:
        return f"{self.list} {self.place} {self.other}"
