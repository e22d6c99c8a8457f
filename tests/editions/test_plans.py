"""How each database reads what pages ask for, in an archive of some thousand stories: by index, in order, no further
than the page shows. The planner's own choice, with nothing forbidden to it.
"""

import functools
import io
import itertools
import re

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from accounts.roles import Bundle
from articles import desk, published
from articles.models import Article, SourceCorrection, ToFollow
from editions.models import Edition, Entry, Heading
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db

STORIES = 3000
SMALL = 1000
"""Tables of so few rows are read whole, and so few rows sorted, for less than it costs to look them up."""

PLANNING = 25
"""What PostgreSQL takes planning itself to cost, of a question over nine tables."""

MAPS = "/sitemap-"
"""What shows a fifth of so short an archive: to look up each of its stories would cost more than to read them all."""


@pytest.fixture
def archive(newsroom):
    newsroom.at(MONDAY)
    until = (MONDAY).isoformat()
    call_command("make_archive", stories=STORIES, seed=1, until=until, pictures=2, stdout=io.StringIO())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return newsroom


def pages():
    """An address of every kind, and ones deep in a list."""
    stories = Edition.objects.live().stories().order_by("story_id")[: STORIES // 2 : STORIES // 5]
    for story in stories:
        yield story.get_absolute_url()
    day = Entry.objects.filter(list="all").order_by("first_published_at")[STORIES // 2]
    yield from (f"/indeks/{day.first_published_at:%Y/%m/%d}/", f"/sitemap-{day.first_published_at:%Y-%m-%d}.xml")
    for kind in ("section", "tag", "author", "source", "fokus", "series"):
        for heading in Heading.objects.filter(kind=kind).order_by("position", "name")[:2]:
            rows = Entry.objects.filter(list=heading.list).order_by("-first_published_at", "-story_id")
            if rows:
                middle = rows[rows.count() // 2].story_id
                address = heading.get_absolute_url()
                yield from (address, f"{address}?before={middle}", f"/rss{address}", f"/atom{address}")
    yield from ("/", "/foto/", "/video/", "/opini/", "/indeks/", "/terpopuler/", "/ralat/", "/redaksi/")
    yield from ("/rss/", "/atom/", "/json/", "/rss/ralat/", "/sitemap.xml", "/sitemap-news.xml", "/sitemap-pages.xml")
    yield from (f"/sitemap-news.xml?before={day.story_id}", f"{stories[0].get_absolute_url()}perubahan/")


def asked(client, path):
    """What a page asks the database, with what it is told."""
    page, questions = questions_of(lambda: client.get(path))
    assert page.status_code == 200, path
    return questions


def questions_of(act):
    questions = []

    def listen(execute, sql, params, many, context):
        questions.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        done = act()
    return done, [one for one in questions if re.match(r"[(\s]*(SELECT|WITH)\b", one[0])]


def large_tables():
    """Tables of more than a few rows."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        sizes = {}
        for name in names:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608 - a table of ours
            sizes[name] = cursor.fetchone()[0]
    return {name for name, size in sizes.items() if size > SMALL}


def faults(sql, params, large):
    read = _faults_of_postgresql if connection.vendor == "postgresql" else _faults_of_sqlite
    return ["offset"] * (" OFFSET " in sql) + list(read(sql, params, large))


def _faults_of_postgresql(sql, params, large):
    planned, kept = _planned(sql, params), _kept(sql, params)
    # It keeps one that costs no more than to plan each time.
    plans = [planned, kept] if kept["Total Cost"] < planned["Total Cost"] + PLANNING else [planned]
    for node in itertools.chain.from_iterable(map(_nodes, plans)):
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in large:
            yield f"reads all of {node['Relation Name']}"
        if "Sort" in node["Node Type"] and node["Plans"][0]["Plan Rows"] > SMALL:
            yield f"sorts by {node['Sort Key']}"
        if gap := _passed_over(node):
            yield f"walks through {node['Index Name']}, whose {gap} nothing is said of"


def _passed_over(node):
    """A column of the index that no condition names, while one names a later one: all between is read."""
    named = set(re.findall(r"(?<![.\w])\w+", node.get("Index Cond", "")))  # with a dot: a column of another table
    columns = _columns().get(node.get("Index Name"), ())
    asked = [one in named for one in columns]
    return columns[asked.index(False)] if False in asked and True in asked[asked.index(False) :] else ""


@functools.cache
def _columns():
    """Index → its columns."""
    with connection.cursor() as cursor:
        told = [
            connection.introspection.get_constraints(cursor, name) for name in connection.introspection.table_names()
        ]
    return {name: one["columns"] for constraints in told for name, one in constraints.items() if one["index"]}


def _planned(sql, params):
    """The plan for these very values."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        return cursor.fetchone()[0][0]["Plan"]


def _kept(sql, params):
    """The plan that a connection may keep for whatever values come."""
    values = psycopg.ClientCursor(connection.connection).mogrify(", ".join(["%s"] * len(params or ())), params)
    with connection.connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
        cursor.execute(sql, params, prepare=True)
        name = cursor.execute("SELECT name FROM pg_prepared_statements").fetchone()[0]
        cursor.execute("SET plan_cache_mode = force_generic_plan")
        told = cursor.execute(f"EXPLAIN (FORMAT JSON) EXECUTE {name}{f'({values})' if values else ''}").fetchone()
        cursor.execute("RESET plan_cache_mode")
    return told[0][0]["Plan"]


def _nodes(node):
    yield node
    for one in node.get("Plans", []):
        yield from _nodes(one)


def _faults_of_sqlite(sql, params, large):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        lines = [row[3] for row in cursor.fetchall()]
    limited = re.search(r" LIMIT \d+$", sql)
    for line in lines:
        scanned = re.match(r"SCAN (\w+)", line)
        in_order = "USING" in line and limited
        if scanned and scanned[1] in large and not in_order:
            yield f"reads all of {scanned[1]}"
    if any("USE TEMP B-TREE FOR ORDER BY" in line for line in lines):
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            found = len(cursor.fetchall())
        if limited or found > SMALL:
            yield "sorts"


def test_no_page_list_feed_or_map_reads_or_sorts_more_than_it_shows(archive, client):
    large = large_tables()
    assert {"editions_edition", "editions_entry", "editions_rendered"} <= large
    wrong = set()
    for path in pages():
        spared = {"editions_edition", "editions_rendered"} if path.startswith(MAPS) else set()
        for sql, params in asked(client, path):
            wrong |= {(path, fault, sql[:300]) for fault in faults(sql, params, large - spared)}
    assert not wrong, "\n".join(map(" ".join, sorted(wrong)))


def test_the_desks_lists_are_read_in_their_order(archive, client):
    client.force_login(archive.citra)
    large, wrong = large_tables(), set()
    for path, looked_for in (("/desk/articles/article/", ""), ("/desk/articles/article/?p=1", ""), ("/desk/", "reads")):
        for sql, params in asked(client, path):  # the desk's first screen sorts what is one person's, which is little
            told = faults(sql, params, large)
            wrong |= {(path, fault, sql[:300]) for fault in told if fault.startswith(looked_for)}
    assert not wrong, "\n".join(map(" ".join, sorted(wrong)))


def test_an_editor_of_one_section_finds_the_stories_to_follow_in_it_past_all_of_other_sections(archive, client):
    hana = archive.person("hana", Bundle.EDITOR, section=archive.region.pk)
    of_source = {"source": archive.reuters, "at": archive.now, "by": archive.citra, "listed_at": archive.now}
    corrections = [SourceCorrection.objects.create(words=f"Ralat {number}", **of_source) for number in range(30)]
    stories = list(Article.objects.exclude(section__in=[archive.region, archive.east]).only("section"))
    stories.append(archive.draft(section_id=archive.east.pk))
    ToFollow.objects.bulk_create(
        ToFollow(correction=one, article=row, for_section_id=row.section_id) for one in corrections for row in stories
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client.force_login(hana)
    large = large_tables()
    assert "articles_tofollow" in large
    for path in ("/desk/articles/source/ditindaklanjuti/", "/desk/"):
        ((sql, params),) = [one for one in asked(client, path) if '"articles_tofollow"."correction_id" DESC' in one[0]]
        # SQLite says of a sort that there is one, however short: here of a page of each section.
        assert not [fault for fault in faults(sql, params, large) if fault != "sorts"]
        with connection.cursor() as cursor:
            explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
            cursor.execute(f"{explain} {sql}", params)
            assert "to_follow_in_a_section" in str(cursor.fetchall())


def test_what_is_off_the_site_is_found_without_reading_what_is_on_it(archive, client):
    """By the managing editor's first screen, and by the worker each second."""
    client.force_login(archive.eko)
    large, (_held, of_worker) = large_tables(), questions_of(published.held_since)
    questions = [*asked(client, "/desk/"), *of_worker]
    wrong = {(fault, sql[:300]) for sql, params in questions for fault in faults(sql, params, large)}
    assert not [one for one in wrong if one[0].startswith("reads")]


def test_the_trail_and_what_is_looked_for_in_it_are_read_in_order_and_never_counted(archive, client):
    client.force_login(archive.eko)
    large, wrong = large_tables(), set()
    story = Edition.objects.live().stories().order_by("story_id")[STORIES // 2].story_id
    words = ("", "archive", "withdraw", "arsip-buatan", f"article:{story}", "nobody")
    for path in (f"/desk/accounts/act/?q={word}{page}" for word in words for page in ("", f"&pk__lt={STORIES // 2}")):
        for sql, params in asked(client, path):
            told = [*faults(sql, params, large), *["counts"] * ("COUNT(" in sql)]
            wrong |= {(path, fault, sql[:300]) for fault in told}
    assert not wrong, "\n".join(map(" ".join, sorted(wrong)))
    for path in ("/desk/photos/photo/", "/desk/photos/photo/?pk__lt=2"):  # too few to tell more of
        assert not [sql for sql, _params in asked(client, path) if "COUNT(" in sql or " OFFSET " in sql]


def test_what_waits_next_is_found_without_reading_all_that_an_editor_ever_wrote(archive):
    for number in range(3):
        archive.submitted(headline=f"Kapal ke-{number} tiba")
    own = archive.submitted(by=archive.citra, headline="Punya sendiri")
    found, questions = questions_of(lambda: desk.next_waiting(archive.citra, at=archive.now))
    assert found is not None and found != own
    large = large_tables()
    assert "articles_article" in large
    assert {sql: found for sql, params in questions if (found := faults(sql, params, large))} == {}
