"""The desk's screens, split by noun; buttons are drawn from the table of moves."""

from articles.admin import article, audit, home, lists, people, second_looks

__all__ = ["article", "audit", "home", "lists", "people", "second_looks"]
