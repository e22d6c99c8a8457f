"""Words that readers must never see are planted, and every address is walked as a stranger (law 1)."""

import re

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from taggit.models import Tag as LibrarysTag

from articles import additions, filing, moves, planning, publishing, replies
from articles.models import Article, Author, Fokus, Note, Plan, Section, Series, Source
from editions.models import Edition, Heading
from newsroom import look
from photos.models import Photo
from tests.photos.pictures import encoded, halves

PLANTED = {
    "draft": "kenaribiru", "scheduled": "kenarihijau", "revision": "kenariputih", "note": "kenariungu",
    "narasumber": "kenarimerah", "withdrawn": "kenarikelabu", "photo": "kenaricokelat", "tag": "kenarijingga",
    "section": "kenarikuning", "author": "kenarinila", "held": "kenariperak", "fokus": "kenariemas",
    "side": "kenaritua",
    "spiked": "kenarimuda", "source": "kenaritembaga", "reason": "kenaripirus",
    "update": "kenarikobalt", "addition": "kenarigading", "plan": "kenarilada", "reply": "kenaripandan",
}  # fmt: skip


@pytest.fixture
def planted(newsroom):
    """A small site with one live story, and beside it every kind of word that is nobody's business."""
    word = PLANTED
    section = Section.objects.create(name=f"Kanal {word['section']}", slug=word["section"])
    author = Author.objects.create(name=f"Nama {word['author']}", slug=word["author"])
    source = Source.objects.create(name=word["source"], slug=word["source"])
    fokus = Fokus.objects.create(title=word["fokus"], slug=word["fokus"])
    series = Series.objects.create(title=word["fokus"], slug=word["fokus"])
    photo = Photo.objects.add(
        ContentFile(encoded(halves()), name=f"{word['photo']}.jpg"),
        by=newsroom.ani,
        caption=word["photo"],
        credit="Ani",
    )
    hidden = {
        "section_id": section.pk, "tags": [word["tag"]], "fokus_id": fokus.pk, "series_id": series.pk,
        "citations": [[source.pk, "", None]], "credits": [["rep", author.pk]],
    }  # fmt: skip
    newsroom.draft(
        headline=word["draft"], body=f"<p>{word['draft']}</p>", deck=word["draft"], photo_id=photo.pk, **hidden
    )
    newsroom.scheduled(
        newsroom.now.replace(hour=23), headline=word["scheduled"], body=f"<p>{word['scheduled']}</p>", **hidden
    )
    live = newsroom.draft(headline=word["revision"], narasumber=word["narasumber"])
    live = newsroom.save(
        live, newsroom.ani, headline="Yang dibaca", tags=["laut"], citations=[[newsroom.reuters.pk, "", None]]
    )
    with pytest.raises(moves.Conflict):
        newsroom.save(live, newsroom.dedi, seen=live.version - 1, headline=word["side"])
    live = moves.move(live, "submit", by=newsroom.ani, note=word["reason"])
    publishing.publish(live, by=newsroom.citra, seen=live.version)
    Note.objects.create(article=live, by=newsroom.citra, text=word["note"])
    asked = {"asked_by": word["reply"], "words": word["reply"], "asked_at": newsroom.now}
    replies.answer(replies.note(live, by=newsroom.citra, **asked), by=newsroom.citra, answer=word["reply"])
    open_copy = moves.move(live, "revise", by=newsroom.ani)
    newsroom.save(open_copy, newsroom.ani, deck=word["draft"], body=f"<p>{word['draft']}</p>")
    spiked = newsroom.draft(headline=word["spiked"])
    moves.move(spiked, "spike", by=newsroom.ani, note=word["reason"])
    gone = newsroom.live(body=f"<p>{word['withdrawn']}</p>", deck=word["withdrawn"], place=word["withdrawn"])
    held = newsroom.live(headline=word["held"], body=f"<p>{word['held']}</p>", deck=word["held"])
    coverage = newsroom.live(genre="live", headline="Langsung dari dermaga")
    seen = filing.add_update(coverage, by=newsroom.ani, headline="Kapal merapat", text="Kapal merapat pagi ini.")
    publishing.publish(seen, by=newsroom.citra, seen=seen.version)
    filing.add_update(coverage, by=newsroom.ani, headline=word["update"], text=word["update"])
    additions.send(newsroom.submitted(), word["addition"], by=newsroom.ani)
    plan = Plan(slug=word["plan"], section=newsroom.national, due=newsroom.now, brief=word["plan"], by=newsroom.citra)
    planning.put(plan, by=newsroom.citra)
    newsroom.step(minutes=2)
    publishing.withdraw(gone, by=newsroom.eko, ground="anak", reason="Identitas anak")
    publishing.hold(held, by=newsroom.citra, reason=word["reason"])
    newsroom.photo = photo
    return newsroom


def words_of(kind):
    slugs = [*Heading.objects.filter(kind=kind).values_list("slug", flat=True), *PLANTED.values(), "laut", "tidak-ada"]
    return [[slug] for slug in slugs]


def stories():
    ids = Article.objects.values_list("story_id", flat=True)
    slugs = {"apa-saja", *Edition.objects.values_list("slug", flat=True)}
    return [[story, slug] for story in ids for slug in slugs]


def nothing():
    return [[]]


KINDS = ("section", "tag", "author", "source", "fokus", "series")
FEEDS = ("rss", "atom", "json")
INCOMPLETE = ("story_without_slash", "story_without_slug", "story_bare")

# Every public name, with the arguments it is walked with: from live rows and from hidden ones.
ADDRESSES = {
    "editions:home": nothing,
    "editions:story": stories,
    "editions:changes": lambda: [list(pair) for pair in set(Edition.objects.values_list("story_id", "slug"))],
    **{f"editions:{name}": lambda: [[one, "x"] for one in dict(stories())] for name in INCOMPLETE},
    **{f"editions:{kind}": lambda kind=kind: words_of(kind) for kind in KINDS},
    "editions:indeks": nothing,
    "editions:find_day": nothing,
    "editions:day": lambda: [["2035", "09", "03"], ["2035", "09", "04"], ["2001", "01", "01"]],
    "editions:photo": nothing,
    "editions:video": nothing,
    "editions:page": lambda: [["tentang"], [PLANTED["section"]]],
    "editions:opinion": nothing,
    "stylesheet": lambda: [[look.sheet().name], ["0"]],
    "editions:tag_month": lambda: [[word[0], "2035", "09"] for word in words_of("tag")],
    "editions:popular": nothing,
    "editions:popular_week": nothing,
    "editions:popular_month": nothing,
    "editions:read": lambda: [["abcd2345"]],
    "editions:search": nothing,
    "editions:notices": nothing,
    **{f"editions:{form}": nothing for form in FEEDS},
    **{f"editions:{form}_notices": nothing for form in FEEDS},
    **{f"editions:rss_{kind}": lambda kind=kind: words_of(kind) for kind in KINDS},
    # The other forms write what that one found.
    **{f"editions:{form}_{kind}": lambda kind=kind: words_of(kind)[-4:] for form in FEEDS[1:] for kind in KINDS},
    "editions:how_to_reply": nothing,
    "editions:guidelines": nothing,
    "editions:newsroom": nothing,
    "editions:media": lambda: [["a" * 24, "story-800.jpg"], ["1", "card-480.webp"]],
    "editions:sitemap": nothing,
    "editions:sitemap_news": nothing,
    "editions:sitemap_pages": nothing,
    "editions:sitemap_day": lambda: [["2035", "09", "03"], ["2035", "09", "04"], ["2001", "01", "01"]],
    "editions:robots": nothing,
    "api:openapi-json": nothing,
    "api:api-root": nothing,
    **{f"api:{name}": nothing for name in ("stories", "sections", "notices")},
    "api:story": lambda: [[one] for one in dict(stories())],
    "api:list": lambda: [[kind, *words] for kind in KINDS for words in words_of(kind)[-4:]],
    "editions:ads_txt": nothing,
    "editions:security": nothing,
    "editions:manifest": nothing,
    "editions:icon": nothing,
    "editions:healthz": nothing,
    "editions:readyz": nothing,
}
QUERIES = [
    "",
    "?page=2",
    "?page=all",
    "?before=1",
    *(f"?kanal={word}" for word in ("nasional", PLANTED["section"])),
    *(f"?q={word}" for word in ("kapal", *PLANTED.values())),
    *(f"?q={kind}:{PLANTED[name]}" for kind, name in (("kanal", "section"), ("penulis", "author"), ("tag", "tag"))),
    "?hari=2035-09-03",
]
BRIEFLY = ["", "?q=kapal", f"?q={PLANTED['withdrawn']}"]
"""For an address that shows nothing: its answer looks at no query string, and most of those walked are such."""

# These look at no query string of their own, and are many: once each.
UNASKED = {f"editions:{form}_{kind}" for form in FEEDS for kind in KINDS} | {f"editions:{one}" for one in INCOMPLETE}


def patterns(resolver=None, prefix="", names=()):
    """Every route of the site: (name, pattern as text, how many arguments)."""
    for one in (resolver or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, route, (*names, one.namespace) if one.namespace else names)
        elif isinstance(one, URLPattern):
            yield ":".join((*names, one.name or route)), route


def is_desk(route):
    return route.startswith(f"{settings.DESK_PATH}/")


def fill(route, values):
    """The address of a route, its arguments in their order."""
    values = iter(values)
    route = (
        re.sub(r"<[^>]+>", lambda _found: str(next(values, "1")), route)
        if "(?P" not in route and "([" not in route
        else route
    )
    route = re.sub(r"\((?:\?P<\w+>)?(?:[^()]|\([^()]*\))*\)", lambda _found: str(next(values, "1")), route)
    return "/" + route.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\", "")


def words_in(response):
    """Of an image too, as far as it has any."""
    return response.content.decode(errors="replace")


def leaks(response):
    text = words_in(response) + str(dict(response.headers))
    return [name for name, word in PLANTED.items() if word in text.lower()]


def tables(queries):
    # A function that gives rows, `FROM unnest(...)`, is no table.
    found = re.findall(
        r'(?:FROM|JOIN|INTO|UPDATE)\s+"?([a-z_]+\b)"?(?!\()', "\n".join(query["sql"] for query in queries)
    )
    return set(found)


def test_every_public_address_has_a_row_in_this_table():
    names = {name for name, route in patterns() if not is_desk(route)}
    assert names == set(ADDRESSES), "a new address needs a row in ADDRESSES; one that went loses its row"


@pytest.mark.no_cover  # thousands of requests: counting their lines doubles their time
def test_no_public_address_tells_a_planted_word_or_reads_past_the_record(planted):
    client, answered, read = Client(), {}, set()
    for name, route in patterns():
        if is_desk(route):
            continue
        for values in ADDRESSES[name]():
            shows = client.get(fill(route, values)).status_code == 200
            for query in [""] if name in UNASKED else QUERIES if shows else BRIEFLY:
                path = fill(route, values) + query
                connection.queries_log.clear()
                with CaptureQueriesContext(connection) as asked:
                    response = client.get(path)
                answered.setdefault(name, set()).add(response.status_code)
                told = [word for word in leaks(response) if PLANTED[word] not in path]
                assert told == [], path
                # An address may come back as it was asked for; a name that stands behind it may not.
                assert not re.search(rf"(?i)(kanal|nama) ({'|'.join(PLANTED.values())})", words_in(response)), path
                strange = {table for table in tables(asked) if not table.startswith("editions_")}
                assert strange == set(), path
                read |= tables(asked)
                assert not response.cookies, path
    assert {"editions_edition", "editions_entry", "editions_heading", "editions_notice"} <= read
    reached = {name for name, statuses in answered.items() if 200 in statuses}
    assert reached >= {
        "editions:home",
        "editions:story",
        "editions:section",
        "editions:tag",
        "editions:rss",
        "editions:notices",
    }
    assert 410 in answered["editions:story"]
    assert 404 in answered["editions:story"]


def test_the_desk_tells_a_stranger_nothing(planted):
    client, count = Client(), 0
    article = Article.objects.first()
    desk = [(name, route) for name, route in patterns() if is_desk(route)]
    for name, route in desk:
        for value in (article.pk, planted.photo.pk, article.story_id, "articles"):
            path = fill(route, [value, 240, value, value])
            response = client.get(path)
            count += 1
            open_to_all = route.startswith(
                (f"{settings.DESK_PATH}/masuk/", f"{settings.DESK_PATH}/jsi18n", f"{settings.DESK_PATH}/login")
            )
            allowed = (200, 302, 301, 403, 404, 405) if open_to_all else (301, 302, 403, 404, 405)
            assert response.status_code in allowed, (name, path, response.status_code)
            assert leaks(response) == [], path
    assert count > 100


def test_the_words_were_really_planted(planted):
    """A control: each word stands in some table, so a leak could have shown it."""
    with connection.cursor() as cursor:
        found = set()
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            text = str(cursor.fetchall())
            found |= {name for name, word in PLANTED.items() if word in text}
    assert found == set(PLANTED)


# Lists and photos are the whole desk's; these are of stories that she has no part in.
OF_STORIES = {"draft", "scheduled", "note", "narasumber", "side", "spiked", "addition", "update", "plan", "reason"}


def test_the_desk_tells_an_intern_nothing_of_stories_she_has_no_part_in(planted):
    """Neither on a page nor by where it leads: an address says a headline too."""
    client, told, reached = Client(), {}, set()
    client.force_login(planted.gita)
    secret = Article.objects.get(headline=PLANTED["scheduled"])
    edition = Edition.objects.get(story_id=secret.story_id)
    kinds = [one.pk for one in ContentType.objects.get_for_models(Article, Edition).values()]
    for name, route in patterns():
        if not is_desk(route) or name == "account_logout":
            continue
        walked = [[value, 240, value, value] for value in (secret.pk, secret.story_id, planted.photo.pk, "articles")]
        if name == "admin:view_on_site":
            walked = [[kind, row.pk] for kind in kinds for row in (secret, edition)]
        for values in walked:
            path = fill(route, values)
            response = client.get(path)
            found = OF_STORIES.intersection([] if response.streaming else leaks(response))
            if found:
                told[path] = found
            reached |= {name} if response.status_code == 200 else set()
    assert told == {}
    assert {"admin:index", "admin:articles_article_changelist", "photos:search"} <= reached


def test_screens_that_libraries_bring_to_the_desk_are_for_nobody(newsroom, client):
    for person in (newsroom.gita, newsroom.fitri):
        client.force_login(person)
        answer = client.post("/desk/taggit/tag/merge-tags/", {"new_tag_name": "kenari"})
        assert answer.status_code == 404
        for path in ("auth/group/", "mfa/authenticator/", "account/emailaddress/", "taggit/tag/", "logout/"):
            assert client.get(f"/desk/{path}").status_code == 404
        assert client.post("/desk/logout/").status_code == 404
        assert "_auth_user_id" in client.session
    assert not LibrarysTag.objects.exists()
