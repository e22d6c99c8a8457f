"""Whoever may write has a byline: an author of their own, made in the act that gives them the right."""

from django.db import transaction

from accounts import audit
from accounts.models import User
from articles.models import Author
from articles.models.article import may_write_some
from articles.publishing.names import free_slugs


@transaction.atomic
def give(user: User, *, by: User) -> Author | None:
    """The author made for a person who may write and has none; None: nothing was wanting.

    An author of the same name is left alone, since it may be somebody else: who keeps the lists merges the two.
    """
    if not may_write_some(user) or Author.objects.filter(user=user).exists():
        return None
    [slug] = free_slugs(Author, [user.name])
    author = Author.objects.create(name=user.name, slug=slug, user=user)
    audit.record("add_author", author.list_key, by=by, fields=["name", "slug", "user"])
    return author


def namesakes(author: Author) -> list[Author]:
    """Authors of just that name without a login: maybe the same person, from before they had one."""
    rows = Author.objects.filter(name__iexact=author.name, user=None, merged_into=None)
    return list(rows.exclude(pk=author.pk))
