"""The desk's screens, split by noun; buttons are drawn from the table of moves."""

from articles.admin import article, audit, conditions, duty, home, lists, menu, people, photos, second_looks

__all__ = ["article", "audit", "conditions", "duty", "home", "lists", "menu", "people", "photos", "second_looks"]
