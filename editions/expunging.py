"""What a court's order or a person's privacy takes out of the record: the row that lets one text become empty."""

from typing import Any

from django.db import models


class Expunging(models.Model):
    """Who had one story's text emptied, when and why. Guarded itself; to the guards of its texts it is the only key."""

    READERS_MAY_READ = False

    story_id = models.CharField(max_length=12)
    article = models.PositiveBigIntegerField()
    """The desk's number, by which its revisions name the story."""
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    why = models.TextField()
    reference = models.CharField(max_length=200, blank=True)
    """Of the court's order, or of the request."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story_id"], name="a_story_is_expunged_once"),
            models.UniqueConstraint(fields=["article"], name="an_article_is_expunged_once"),
            models.CheckConstraint(condition=~models.Q(why=""), name="an_expunging_says_why"),
        ]

    def __str__(self) -> str:
        return self.story_id


ACT = "expunge"
"""What the edition that takes the place of an emptied text came by."""

EMPTIED: dict[str, Any] = {
    **dict.fromkeys(("headline", "kicker", "list_headline", "search_title", "share_text", "deck", "slug"), ""),
    **dict.fromkeys(("byline", "dateline", "lead_caption", "client", "reason"), ""),
    **{name: [] for name in ("people", "body", "sources", "notices")},
    "lead_id": None,
}
"""The columns of an edition that hold words of the story, each with what it becomes. What is left says that a story
stood there, when, and in which lists.
"""
