"""The desk's nouns, split by what they are about."""

from articles.models.article import Article, Conflict
from articles.models.links import Citation, Credit, Tagged
from articles.models.lists import Author, Fokus, Section, Series, Source, Tag
from articles.models.revision import Note, Revision
from articles.models.second_look import SecondLook

__all__ = [
    "Article", "Author", "Citation", "Conflict", "Credit", "Fokus", "Note", "Revision", "SecondLook", "Section",
    "Series", "Source", "Tag", "Tagged",
]  # fmt: skip
