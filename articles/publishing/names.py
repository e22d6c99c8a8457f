"""The sections, authors, sources and tags that stories of an archive name in plain words; missing ones are made."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import Max
from django.db.models.functions import Lower
from django.utils.text import slugify

from accounts import audit
from articles.models import Author, Section, Source, Tag
from articles.publishing.composing import Directory

Named = TypeVar("Named", Section, Author, Source, Tag)


class Names:
    """Rows by their names in lower case; `made` are those that were missing."""

    def __init__(self) -> None:
        self.made: list[Any] = []
        self.sections: dict[str, Section] = {}
        self.authors: dict[str, Author] = {}
        self.sources: dict[str, Source] = {}
        self.tags: dict[str, Tag] = {}
        self.directory = Directory()

    def know(
        self, *, sections: Iterable[str] = (), authors: Iterable[str] = (), sources: Iterable[str] = (),
        tags: Iterable[str] = (),
    ) -> None:  # fmt: skip
        """Look up, or make, those that are not known yet; `made` is then what this call made."""
        self.made = []
        self.directory.sections |= _by_key(self._learn(self.sections, Section, sections))
        self.directory.authors |= _by_key(self._learn(self.authors, Author, authors))
        self.directory.sources |= _by_key(self._learn(self.sources, Source, sources))
        self.directory.tags |= {row.name: row for row in self._learn(self.tags, Tag, tags)}

    def lines(self, why: str) -> list[audit.Line]:
        """What the making of the missing ones leaves on the trail."""
        return [audit.Line("create", row.list_key, why, {"name": row.name}) for row in self.made]

    def _learn(self, known: dict[str, Named], model: type[Named], names: Iterable[str]) -> Iterable[Named]:
        wanted: dict[str, str] = {}
        for name in dict.fromkeys(names):
            lower = name.lower()
            if lower and lower not in known:
                wanted.setdefault(lower, name)
        learnt = self._rows(model, wanted) if wanted else {}
        # A merged name leads to its survivor, which is then known by its own name too.
        known |= {row.name.lower(): row for row in learnt.values()} | learnt
        return learnt.values()

    def _rows(self, model: type[Named], wanted: dict[str, str]) -> dict[str, Named]:
        related = "parent" if model is Section else "merged_into"
        rows = model._default_manager.select_related(related).order_by("-pk")
        found = {row.name.lower(): row for part in _parts(wanted.values()) for row in rows.filter(name__in=part)}
        # Lowered by the database itself, as its unique indexes do: some letters otherwise than Python does, as İ.
        lowered = _lowered(name for lower, name in wanted.items() if lower not in found)
        spelt: dict[str, Named] = {}
        for part in _parts(lowered.values()):
            spelt |= {vars(row)["low"]: row for row in rows.annotate(low=Lower("name")).filter(low__in=part)}
        missing: dict[str, str] = {}
        for name, low in lowered.items():
            if low not in spelt:
                missing.setdefault(low, name)
        spelt |= zip(missing, self._make(model, list(missing.values())), strict=True)
        found |= {lower: spelt[lowered[name]] for lower, name in wanted.items() if lower not in found}
        return {lower: getattr(row, "merged_into", None) or row for lower, row in found.items()}

    def _make(self, model: type[Named], names: list[str]) -> list[Named]:
        if not names:
            return []
        rows = [model(name=name, slug=slug) for name, slug in zip(names, free_slugs(model, names), strict=True)]
        last = Section.objects.aggregate(last=Max("position"))["last"] or 0
        for place, row in enumerate(rows, last + 1):
            if isinstance(row, Section):
                row.position = place
        made = model._default_manager.bulk_create(rows)
        self.made += made
        return made


def lists_named(named: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Keys of the lists of these kinds (`section`, `tag`, `author`) and names; of a merged name its survivor's.

    What is called otherwise by now is not among them.
    """
    keys: dict[tuple[str, str], str] = {}
    for kind, model in {"section": Section, "tag": Tag, "author": Author}.items():
        lowered = _lowered(dict.fromkeys(name for of, name in named if of == kind))
        rows: Any = model._default_manager.annotate(low=Lower("name"))
        found = {row.low: row for part in _parts(set(lowered.values())) for row in rows.filter(low__in=part)}
        for name, low in lowered.items():
            if row := found.get(low):
                keys[kind, name] = (getattr(row, "merged_into", None) or row).list_key
    return keys


def _by_key(rows: Iterable[Named]) -> dict[int, Named]:
    return {row.pk: row for row in rows}


def _lowered(names: Iterable[str]) -> dict[str, str]:
    """Each name as this database lowers it."""
    lowered: dict[str, str] = {}
    for part in _parts(names):
        told = ", ".join(["(%s)"] * len(part))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT column1, lower(column1) FROM (VALUES {told}) AS told", part)  # noqa: S608
            lowered |= cursor.fetchall()
    return lowered


def _parts(names: Iterable[str], size: int = 500) -> Iterable[list[str]]:
    """As many names at once as a query of either database takes."""
    rest = list(names)
    return (rest[start : start + size] for start in range(0, len(rest), size))


def free_slugs(model: type[models.Model], names: Sequence[str]) -> list[str]:
    """An address word for each that no other row of its kind has: the name's own, or with a number behind."""
    bases = [slugify(name)[:70].strip("-") or str(model._meta.model_name) for name in names]
    standing = model._default_manager
    taken = {slug for part in _parts(bases) for slug in standing.filter(slug__in=part).values_list("slug", flat=True)}
    slugs: list[str] = []
    last: dict[str, int] = {}
    for base in bases:
        slug = base
        if base in taken and base not in last:
            last[base] = 1
            taken |= set(standing.filter(slug__startswith=f"{base}-").values_list("slug", flat=True))
        while slug in taken:
            last[base] += 1
            slug = f"{base}-{last[base]}"
        taken.add(slug)
        slugs.append(slug)
    return slugs
