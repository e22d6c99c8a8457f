"""What search and related stories are made from: derived rows of live stories, which `reindex` makes again."""

from django.db import models
from django.db.models import Q


class Unindexed(models.Model):
    """A story to be looked at again once a moment has come: written by the act that changes what readers have."""

    story_id = models.CharField(max_length=12)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.story_id


class Digest(models.Model):
    """The words of one live edition. Its tokens stand in `editions_token`, which each database searches its own way."""

    edition = models.OneToOneField("editions.Edition", models.PROTECT, primary_key=True, related_name="digest")
    story_id = models.CharField(max_length=12, unique=True)
    first_published_at = models.DateTimeField()
    version = models.PositiveIntegerField()
    """Of the rules by which it was made; an older one is made again."""
    month = models.PositiveIntegerField()
    """Months since the year 0: the part of the index where its words stand."""
    words = models.TextField()
    """Stems in their order, a line for each field: see `digests.FIELDS`."""
    size = models.PositiveIntegerField()
    """Words, counted by the weight of their fields."""
    weights = models.TextField()
    """JSON: stem → what it says of the story, in ten-thousandths."""
    sketch = models.TextField()
    """JSON: the smallest hashes of its runs of words, by which near-copies are known."""
    section = models.CharField(max_length=40)
    may_be_related = models.BooleanField()
    """Not paid for."""
    made = models.BigIntegerField()
    """When, as a count that only grows: whether a list of related stories was found before or after."""
    unrelated = models.BooleanField(default=True)
    """Whether its related stories are to be found."""

    class Meta:
        indexes = [
            models.Index(fields=["edition"], condition=Q(unrelated=True), name="digests_to_relate"),
            models.Index(fields=["version"], name="digests_by_version"),
        ]

    def __str__(self) -> str:
        return self.story_id


class Token(models.Model):
    """The words of each digest as a database looks for them. Each has its own kind of table: see `tokens.py`."""

    edition_id = models.BigIntegerField(primary_key=True)

    class Meta:
        managed = False
        db_table = "editions_token"

    def __str__(self) -> str:
        return str(self.edition_id)


class Related(models.Model):
    """The stories that fit one edition best, as found from its text."""

    edition = models.OneToOneField("editions.Edition", models.PROTECT, primary_key=True, related_name="related")
    found = models.JSONField()
    """[{story_id, score, shared}] best first, more than a page shows; `shared`: the words that say why."""
    made = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.edition_id)


class Stem(models.Model):
    """In how many stories a stem stands, or how many stand in a list."""

    stem = models.CharField(primary_key=True, max_length=40)
    stories = models.IntegerField()

    def __str__(self) -> str:
        return self.stem


class Month(models.Model):
    """How many stories of a month are in the index."""

    month = models.PositiveIntegerField(primary_key=True)
    stories = models.IntegerField()

    def __str__(self) -> str:
        return str(self.month)
