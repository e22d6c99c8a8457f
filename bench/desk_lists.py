"""The desk's home, list, search and form at 10,000 and 1,000,000 stories on PostgreSQL: queries, and ratios of time.

`DATABASE_URL=postgres://… python bench/desk_lists.py [rows]`: an empty database, filled by SQL.
"""

import os
import statistics
import sys
import time

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

FEW, MANY, TIMES, MOST = 10_000, int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, 21, 1.2
WORDS = "ARRAY['kapal','beras','jembatan','pasar','banjir','sekolah','hutan','tambang','nelayan','listrik']"


def fill(start: int, end: int, section: int) -> None:
    """Stories from one number to another; every one has a rare word and some of ten common ones."""
    text = f"'Kabar kata' || n || ' ' || ({WORDS})[1 + n %% 10] || ' ' || ({WORDS})[1 + n / 7 %% 10]"
    columns = [field for field in Article._meta.concrete_fields if field.column not in ("id", *GIVEN)]
    names = ", ".join(field.column for field in columns)
    values = ", ".join(_default(field) for field in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO articles_article ({', '.join(GIVEN)}, {names})"  # noqa: S608 - columns of ours
            f" SELECT 'b' || n, {text}, '<p>' || {text} || '</p>', %s, 'published', now() - n * interval '1 minute',"
            f" now() - n * interval '1 minute', {values} FROM generate_series(%s, %s) n",
            [section, start, end],
        )
        cursor.execute(
            "INSERT INTO articles_words SELECT id, to_tsvector('simple', headline || ' ' || body) FROM articles_article"
            " WHERE id NOT IN (SELECT article_id FROM articles_words)"
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
    taken = []
    for _time in range(TIMES):
        begun = time.perf_counter()
        assert client.get(address).status_code == 200, address
        taken.append(time.perf_counter() - begun)
    return len(asked), statistics.median(taken)


def measure(client: Client) -> dict[str, tuple[int, float]]:
    listing = reverse("admin:articles_article_changelist")
    newest = Article.objects.order_by("-saved_at", "-pk")
    return {
        "home": cost(client, reverse("admin:index")),
        "list": cost(client, listing),
        "list, page 100": cost(client, f"{listing}?sebelum={newest[5000].pk}"),
        "search, rare word": cost(client, f"{listing}?q=kata777"),
        "search, common words": cost(client, f"{listing}?q=kapal+banjir"),
        "form": cost(client, reverse("admin:articles_article_change", args=[newest[0].pk])),
    }


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    user = User.objects.create_user("bench", "kata-sandi-panjang", name="Bench")
    Right.objects.create(user=user, bundle="editor")
    section = Section.objects.create(name="Nasional", slug="nasional")
    client = Client()
    client.force_login(user)
    fill(1, FEW, section.pk)
    few = measure(client)
    fill(FEW + 1, MANY, section.pk)
    many = measure(client)
    wrong = []
    for name, (queries, before) in few.items():
        asked, after = many[name]
        ratio = after / before
        wrong += [name] if ratio > MOST or asked != queries else []
        print(
            f"{name}: {before * 1000:.1f} ms at {FEW}, {after * 1000:.1f} ms at {MANY}: {ratio:.2f};"
            f" {queries} and {asked} queries"
        )
    sys.exit(f"past {MOST} or more queries: {', '.join(wrong)}" if wrong else 0)


if __name__ == "__main__":
    with override_settings(ALLOWED_HOSTS=["*"], MFA_REQUIRED=False):
        main()
