"""The desk's home, list, search and form at 1,000 to 1,000,000 stories on PostgreSQL: queries, and ratios of time.

`DATABASE_URL=postgres://… python bench/desk_lists.py`: databases beside the one that is named, a size each, filled by
SQL with articles alone, and dropped in the end; a round of each in turn, since a host goes up and down within minutes.

`python bench/desk_lists.py ADDRESS ADDRESS …`: databases that stand, such as `bench/scratch.py --keep` leaves, with all
that a story has; a round of each in turn. The last is held to the first.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import quote, urlsplit, urlunsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import Right, User  # noqa: E402
from articles.models import Article, Section  # noqa: E402
from articles.searching import catch_up  # noqa: E402

SIZES, TIMES, MOST = (1_000, 10_000, 100_000, 1_000_000), 21, 1.2
REFERENCE = 10_000
"""The size whose times the largest is held to; the queries are the same at every one."""

LOOKS = 7
"""Queries by which a search may differ: it looks through the years in four steps at most."""

WORDS = "ARRAY['kapal','beras','jembatan','pasar','banjir','sekolah','hutan','tambang','nelayan','listrik']"


def fill(start: int, end: int, section: int) -> None:
    """Stories from one number to another; each has a word of its own and two of ten; one in sixty has one more."""
    text = (
        f"'Kabar kata' || lpad(n::text, 7, '0') || ' ' || ({WORDS})[1 + n %% 10] || ' ' || ({WORDS})[1 + n / 7 %% 10]"
        " || CASE n %% 60 WHEN 0 THEN ' selasar' ELSE '' END"
    )
    columns = [field for field in Article._meta.concrete_fields if field.column not in ("id", *GIVEN)]
    names = ", ".join(field.column for field in columns)
    values = ", ".join(_default(field) for field in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO articles_article ({', '.join(GIVEN)}, {names})"  # noqa: S608 - columns of ours
            f" SELECT 'b' || n, {text}, '<p>' || {text} || '</p>', %s, 'published', now() - n * interval '1 minute',"
            f" now() - n * interval '1 minute', {values} FROM generate_series(%s::int, %s::int) n",
            [section, start, end],
        )
        cursor.execute(
            "INSERT INTO articles_words SELECT id, span, ("
            "  SELECT array_to_tsvector(array_agg(span || '.' || lexeme))"
            "  FROM unnest(to_tsvector('simple', headline || ' ' || body)))"
            " FROM articles_article a,"
            "  LATERAL (SELECT floor(extract(epoch FROM saved_at) / 1209600)::int AS span) AS saved"
            " WHERE NOT EXISTS (SELECT FROM articles_words w WHERE w.article_id = a.id)"
        )
        cursor.execute("ANALYZE")


GIVEN = ("story_id", "headline", "body", "section_id", "stage", "stage_since", "saved_at")


def _default(field: models.Field) -> str:
    if field.null:
        return "NULL"
    value = field.get_default()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(int(value))
    return "'[]'" if isinstance(value, list) else f"'{value or ''}'"


def cost(client: Client, address: str) -> tuple[int, float]:
    """The queries of a page, and its median time in seconds."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    queries = len(asked)  # The next request empties the log.
    taken = []
    for _time in range(TIMES):
        begun = time.perf_counter()
        assert client.get(address).status_code == 200, address
        taken.append(time.perf_counter() - begun)
    return queries, statistics.median(taken)


Costs = dict[str, tuple[int, float]]
"""By page: its queries, and its median time in seconds."""


def measure(
    client: Client, *, rare: str = "kata0000777", some: str = "kata00007", common: str = "kapal banjir",
    seldom: str = "selasar", whole: str = "",
) -> Costs:  # fmt: skip
    listing = reverse("admin:articles_article_changelist")
    newest = Article.objects.order_by("-saved_at", "-pk")
    pasted = {"search, a headline whole": cost(client, f"{listing}?q={quote(whole)}")} if whole else {}
    return pasted | {
        "home": cost(client, reverse("admin:index")),
        "list": cost(client, listing),
        "list, far down": cost(client, f"{listing}?sebelum={newest[900].pk}"),
        "search, rare word": cost(client, f"{listing}?q={quote(rare)}"),
        "search, a hundred found": cost(client, f"{listing}?q={quote(some)}"),
        "search, common words": cost(client, f"{listing}?q={quote(common)}"),
        "search, one story in sixty": cost(client, f"{listing}?q={quote(seldom)}"),
        "form": cost(client, reverse("admin:articles_article_change", args=[newest[0].pk])),
    }


def editor() -> Client:
    user = User.objects.filter(username="bench").first()
    if user is None:
        user = User.objects.create_user("bench", "kata-sandi-panjang", name="Bench")
        Right.objects.create(user=user, bundle="editor")
    client = Client()
    client.force_login(user)
    return client


def main() -> None:
    call_command("collectstatic", verbosity=0, interactive=False)
    with beside(SIZES) as addresses:
        for size, address in addresses.items():
            subprocess.run(
                [sys.executable, __file__, "--fill", str(size)], env=os.environ | {"DATABASE_URL": address}, check=True
            )
        sys.exit(report(in_turn(addresses, "--filled")))


@contextmanager
def beside(sizes: Sequence[int]) -> Iterator[dict[int, str]]:
    """Addresses of empty databases, by size, for as long as they are needed."""
    place = urlsplit(os.environ["DATABASE_URL"])
    names = {size: f"{place.path.strip('/')}_{size}" for size in sizes}
    try:
        for name in names.values():
            _on_server(f'CREATE DATABASE "{name}"')
        yield {size: urlunsplit(place._replace(path=f"/{name}")) for size, name in names.items()}
    finally:
        for name in names.values():
            _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _on_server(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def prepare(size: int) -> None:
    call_command("migrate", verbosity=0)
    section = Section.objects.create(name="Nasional", slug="nasional")
    fill(1, size, section.pk)


def standing() -> Costs:
    """Words of an archive made up: one of no story, the newest one's longest, two that many hold, a family name.

    Stored in bulk, their words may not have come in yet: a search among none is no search.
    """
    while catch_up():
        pass
    whole = Article.objects.order_by("-saved_at", "-pk")[0].headline
    return measure(
        editor(), rare="zzyzx", some=max(whole.split(), key=len), common="warga desa", seldom="saputra", whole=whole
    )


def in_turn(addresses: Mapping[int, str], mode: str, rounds: int = 3) -> dict[int, Costs]:
    """The medians of the rounds, each database's measured by a process of its own."""
    taken: dict[int, list[Costs]] = {number: [] for number in addresses}
    for _round in range(rounds):
        for number, address in addresses.items():
            environment = os.environ | {"DATABASE_URL": address}
            command = [sys.executable, __file__, mode]
            done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
            taken[number].append(json.loads(done.stdout))
    return {
        number: {name: (costs[0][name][0], statistics.median(one[name][1] for one in costs)) for name in costs[0]}
        for number, costs in taken.items()
    }


def report(found: dict[int, Costs], *, reference: int = REFERENCE, alike: bool = True) -> str | int:
    """Print a line for each page; what to exit with. `alike`: its stories have the same parts at every size."""
    wrong = []
    last = max(found)
    for name in found[reference]:
        queries = {size: pages[name][0] for size, pages in found.items()}
        ratio = found[last][name][1] / found[reference][name][1]
        differ = max(queries.values()) - min(queries.values())
        wrong += [name] if ratio > MOST or (alike and differ > (LOOKS if name.startswith("search") else 0)) else []
        times = ", ".join(f"{pages[name][1] * 1000:.1f}" for pages in found.values())
        print(f"{name}: {times} ms, ratio {ratio:.2f}; {', '.join(map(str, queries.values()))} queries")
    return f"past {MOST} or more queries: {', '.join(wrong)}" if wrong else 0


if __name__ == "__main__":
    with override_settings(ALLOWED_HOSTS=["*"], MFA_REQUIRED=False):
        match sys.argv[1:]:
            case []:
                main()
            case ["--fill", size]:
                prepare(int(size))
            case ["--filled"]:
                print(json.dumps(measure(editor())))
            case ["--standing"]:
                print(json.dumps(standing()))
            case addresses:  # numbered in their order
                found = in_turn(dict(enumerate(addresses)), "--standing")
                sys.exit(report(found, reference=0, alike=False))
