"""The desk's screens, split by noun. Those named here register with the site as they are imported."""

from articles.admin import article, audit, conditions, lists, people, photos, second_looks

__all__ = ["article", "audit", "conditions", "lists", "people", "photos", "second_looks"]
