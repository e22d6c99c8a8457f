"""A text that a court or somebody's privacy takes out is gone from every table and page; the acts on it stay."""

import json
from datetime import datetime, timedelta
from secrets import token_hex

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts import audit
from accounts.models import Act
from articles import additions, moves, notes, previews, published, publishing, replies
from articles.models import Article, Buffer, Plan, Received, Revision, SecondLook
from articles.publishing import Correction
from articles.workflow import NotAllowed, Shown
from editions import index
from editions.models import Edition, Entry, Expunging, Notice, OldAddress, Picture, Rendered
from guards import triggers
from newsroom import public_role
from photos.models import Photo
from tests.articles.test_buffers import keep
from tests.desk import address, client_of
from tests.newsroom.test_canaries import ADDRESSES, PLANTED, fill, is_desk, patterns, words_in
from tests.photos.pictures import photo_file

WORD = f"kenari{token_hex(16)}"
TYPED = {
    **dict.fromkeys(("headline", "kicker", "list_headline", "search_title", "share_text", "deck", "slug"), WORD),
    **dict.fromkeys(("place", "photo_caption", "narasumber", "no_byline_reason", "order_number"), WORD),
    "body": f"<p>{WORD}.</p><p>Warga menyambut {WORD} di dermaga.</p>",
}
WHY = "Penetapan PN Jakarta Pusat"
SHADOWS = ("_data", "_idx", "_docsize", "_config")
"""Of FTS5: blocks that SQLite writes anew by itself."""


def everywhere():
    """Every row of every table, as text."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    tables |= {one for one in connection.introspection.table_names() if not one.endswith(SHADOWS)}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            yield table, str(cursor.fetchall()).lower()


def tables_with_word():
    return [table for table, text in everywhere() if WORD in text]


def correction(**changes):
    return Correction(Notice.Kind.KOREKSI, changes, text=f"Sebelumnya tertulis {WORD}.")


@pytest.fixture
def withdrawn(newsroom):
    """A withdrawn story whose word stands wherever a story's words can stand."""
    cited = [[newsroom.reuters.pk, f"https://contoh.id/{WORD}", None]]
    article = newsroom.draft(**TYPED, citations=cited)
    Plan.objects.create(
        slug=WORD, section=newsroom.national, due=newsroom.now, brief=WORD, by=newsroom.citra, article=article
    )
    Received.objects.create(article=article, text=WORD, at=newsroom.now, by=newsroom.ani)
    with pytest.raises(moves.Conflict):
        newsroom.save(newsroom.save(article, newsroom.ani, deck=f"Lain {WORD}"), newsroom.ani, seen=1, deck=WORD)
    moves.move(article, "submit", by=newsroom.ani, note=WORD)
    moves.move(article, "return", by=newsroom.citra, note=WORD)
    moves.move(article, "submit", by=newsroom.ani)
    additions.send(article, WORD, by=newsroom.ani)
    notes.add(article, f"@dedi {WORD}", by=newsroom.citra)
    article.refresh_from_db()
    publishing.publish(article, by=newsroom.citra, seen=article.version)
    newsroom.step(minutes=1)
    index.bring_up_to_date()
    publishing.correct(article, correction(deck=f"Dibetulkan {WORD}"), by=newsroom.citra)
    SecondLook.objects.filter(article=article).update(why=WORD)
    asked = [replies.note(article, by=newsroom.citra, asked_by=WORD, words=WORD, asked_at=newsroom.now) for _ in "ab"]
    replies.answer(asked[0], by=newsroom.citra, answer=WORD)
    newsroom.step(minutes=1)
    publishing.hold(article, by=newsroom.citra, reason=WORD)
    newsroom.step(minutes=1)
    publishing.lift(article, by=newsroom.citra, reason=WORD)
    link = previews.share(article, by=newsroom.ani, whom="Pengacara", until=newsroom.now + timedelta(days=1))
    previews.remark(link, WORD)
    client = Client()
    client.force_login(newsroom.ani)
    assert keep(client, article, headline=WORD, body=WORD).status_code == 200
    OldAddress.objects.create(path=f"/lama/{WORD}", story_id=article.story_id)
    audit.record("publish", moves.target_of(article), by=newsroom.eko, broke=["embargo"], because=WORD)
    newsroom.signed = link.signed
    newsroom.page = Edition.objects.live().get(story_id=article.story_id).get_absolute_url()
    assert WORD in words_in(Client().get(newsroom.page))
    newsroom.step(minutes=1)
    article.refresh_from_db()
    publishing.withdraw(article, by=newsroom.eko, ground="anak", reason="Identitas anak")
    newsroom.step(minutes=1)
    article.refresh_from_db()
    return article


def expunge(newsroom, article, **said):
    edition = publishing.expunge(article, by=newsroom.eko, reason=WHY, **said)
    article.refresh_from_db()
    newsroom.step(minutes=1)
    return edition


# --- What is gone ----------------------------------------------------------------------------------------------


def test_the_word_stands_in_every_table_that_holds_words_of_a_story_and_then_in_none(newsroom, withdrawn):
    before = set(tables_with_word())
    assert before >= {
        "articles_addition", "articles_article", "articles_buffer", "articles_citation", "articles_note",
        "articles_plan", "articles_received", "articles_remark", "articles_replyrequest", "articles_revision",
        "articles_secondlook",
        "articles_word", "accounts_act", "editions_edition", "editions_notice", "editions_oldaddress",
        "editions_rendered", "editions_stem",
    }  # fmt: skip
    expunge(newsroom, withdrawn)
    assert tables_with_word() == []


def test_no_public_address_and_no_screen_of_the_desk_tells_the_word_any_more(newsroom, withdrawn):
    expunge(newsroom, withdrawn)
    reader, chief, reached = Client(), client_of(newsroom.eko), set()
    newest = withdrawn.revisions.values_list("pk", flat=True)[0]
    for name, route in patterns():
        if name == "account_logout":
            continue
        if is_desk(route):
            tried = [[one, newest, one, one] for one in (withdrawn.pk, withdrawn.story_id, "articles")]
        else:
            tried = [values for values in ADDRESSES[name]() if not {*PLANTED.values()}.intersection(map(str, values))]
        for values in tried:
            path = fill(route, values)
            response = (chief if is_desk(route) else reader).get(path)
            assert response.status_code < 500, path
            if response.streaming:
                continue
            assert WORD not in (words_in(response) + str(dict(response.headers))).lower(), path
            reached |= {name} if response.status_code in (200, 410) else set()
    assert reached >= {
        "editions:story", "editions:notices", "editions:rss_notices", "api:story", "api:notices",
        "admin:articles_article_change", "admin:articles_article_history", "admin:articles_article_compare",
        "admin:articles_article_preview", "admin:accounts_act_changelist",
    }  # fmt: skip
    asked = reader.get("/cari/", {"q": WORD})
    assert words_in(asked).count("<article") == 0


def test_a_kept_page_of_it_is_gone_and_its_address_says_that_it_was_withdrawn(newsroom, withdrawn):
    reader = Client()
    assert WORD in words_in(reader.get(newsroom.page)).lower()  # the headline, on the notice of its withdrawal
    assert WORD in words_in(reader.get("/ralat/")).lower()
    since = published.status(withdrawn.story_id, at=newsroom.now).live.published_at
    expunge(newsroom, withdrawn)
    page = reader.get(f"/berita/{withdrawn.story_id}/apa-saja/")
    assert page.status_code == 410
    assert WORD not in words_in(page)
    assert "Identitas anak" in words_in(page)
    gone = reader.get(f"/api/v1/stories/{withdrawn.story_id}").json()
    assert (gone["reason"], datetime.fromisoformat(gone["withdrawn"])) == ("Identitas anak", since)
    righted = words_in(reader.get("/ralat/"))
    assert WORD not in righted
    assert "Identitas anak" in righted
    assert reader.get(f"/lama/{WORD}/").status_code == 404


def test_a_public_reason_that_repeats_the_matter_is_put_in_other_words(newsroom):
    article = newsroom.live()
    newsroom.step(minutes=1)
    publishing.withdraw(article, by=newsroom.eko, ground="anak", reason=f"Menyebut {WORD}")
    newsroom.step(minutes=1)
    expunge(newsroom, article, public_reason="Identitas anak")
    assert tables_with_word() == []
    assert "Identitas anak" in words_in(Client().get(f"/berita/{article.story_id}/"))
    assert Notice.objects.get(story_id=article.story_id).text == "Identitas anak"


def test_a_story_joined_to_another_still_leads_there(newsroom):
    other, article = newsroom.live(), newsroom.live(headline=f"Kembar {WORD}")
    newsroom.step(minutes=1)
    publishing.join(article, other, by=newsroom.citra)
    newsroom.step(minutes=1)
    expunge(newsroom, article)
    assert tables_with_word() == []
    answer = Client().get(f"/berita/{article.story_id}/apa-saja/")
    assert other.story_id in answer["Location"]


@pytest.fixture
def pictured(newsroom):
    """Two stories off the site that showed the same photo, and the files that the public had of it."""
    photo = Photo.objects.add(photo_file(), by=newsroom.ani, caption="Dermaga", credit="Ani", alt="Dermaga")
    one, other = newsroom.live(photo_id=photo.pk), newsroom.live(photo_id=photo.pk)
    newsroom.step(minutes=1)
    publishing.withdraw(one, by=newsroom.eko, ground="anak", reason="Identitas anak")
    files = [rendition["name"] for rendition in json.loads(Picture.objects.get().facts)["renditions"]]
    return one, other, files


def test_a_picture_that_another_story_shows_or_showed_stays(newsroom, pictured, django_capture_on_commit_callbacks):
    one, other, files = pictured
    newsroom.step(minutes=1)
    publishing.withdraw(other, by=newsroom.eko, ground="anak", reason="Identitas anak")
    with django_capture_on_commit_callbacks(execute=True):
        expunge(newsroom, one)
    assert Picture.objects.get().until is None
    assert all(map(storages["public"].exists, files))


def test_a_picture_of_this_story_alone_goes_with_its_files(newsroom, pictured, django_capture_on_commit_callbacks):
    one, _other, files = pictured
    Entry.objects.exclude(story_id=one.story_id).delete()  # as if the other had never shown it
    with triggers.lifted(triggers.ALL):
        Edition.objects.exclude(story_id=one.story_id).empty()
    assert all(map(storages["public"].exists, files))
    with django_capture_on_commit_callbacks(execute=True):
        expunge(newsroom, one)
    assert not Picture.objects.exists()
    assert not any(map(storages["public"].exists, files))
    assert Photo.objects.get().caption == "Dermaga"  # the library keeps its photos


# --- What stays ------------------------------------------------------------------------------------------------


def test_the_trail_keeps_who_did_what_and_when_and_verifies(newsroom, withdrawn):
    def lines():
        return list(Act.objects.order_by("seq").values_list("seq", "at", "actor", "verb", "target"))

    before = lines()
    expunge(newsroom, withdrawn, reference="12/Pdt.P/2035")
    assert lines()[:-1] == before
    last = Act.objects.latest("seq")
    assert (last.verb, last.actor, last.why, last.facts["reference"]) == ("expunge", "eko", WHY, "12/Pdt.P/2035")
    assert list(audit.broken()) == []
    call_command("verify_audit")


def test_a_line_emptied_without_an_expunging_shows_in_the_trail(newsroom, withdrawn):
    expunge(newsroom, withdrawn)
    later = newsroom.live()
    audit.record("look", f"article:{withdrawn.story_id}", by=newsroom.eko, why="Diperiksa")
    Act.objects.filter(pk=Act.objects.latest("seq").pk).update(why="")  # the guard allows it, the seals do not
    assert [what for _seq, what in audit.broken()] == ["was changed"]
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Act.objects.filter(target=f"article:{later.story_id}", why="").update(verb="lain")


def test_the_desk_says_who_expunged_it_when_and_why_for_each_revision(newsroom, withdrawn):
    expunge(newsroom, withdrawn, reference="12/Pdt.P/2035")
    chief = client_of(newsroom.eko)
    page = chief.get(address("change", withdrawn.pk))
    gone = page.context["expunging"]
    assert (gone.who, gone.why, gone.reference) == ("Eko", WHY, "12/Pdt.P/2035")
    assert WHY in words_in(page)
    assert page.context["buttons"] == []
    history = chief.get(address("history", withdrawn.pk))
    assert all(event.text for event in history.context["events"])
    first = withdrawn.revisions.order_by("pk")[0]
    compared = chief.get(address("compare", withdrawn.pk), {"dari": first.pk})
    assert compared.context["differences"] == []
    assert WHY in words_in(compared)


def test_the_renderer_may_be_improved_afterwards(newsroom, withdrawn):
    expunge(newsroom, withdrawn)
    Rendered.objects.update(renderer_version=0)
    while publishing.rerender():
        pass
    assert tables_with_word() == []


# --- Who, and what is refused ----------------------------------------------------------------------------------


def test_only_the_managing_editor_expunges_and_only_what_is_off_the_site(newsroom, withdrawn):
    for person in (newsroom.ani, newsroom.citra, newsroom.fitri):
        with pytest.raises(NotAllowed) as refused:
            publishing.expunge(withdrawn, by=person, reason=WHY)
        assert refused.value.rule == "role"
    with pytest.raises(NotAllowed) as refused:
        publishing.expunge(withdrawn, by=newsroom.eko, reason=" ")
    assert refused.value.rule == "reason"
    for article in (newsroom.live(), newsroom.draft()):
        with pytest.raises(NotAllowed) as refused:
            publishing.expunge(article, by=newsroom.eko, reason=WHY)
        assert refused.value.rule == "shown"
    assert not Expunging.objects.exists()


def test_nothing_else_can_be_done_with_it_and_nothing_of_it_comes_back(newsroom, withdrawn):
    first = withdrawn.revisions.order_by("pk")[0]
    expunge(newsroom, withdrawn)
    acts = {
        "expunged": [
            lambda: publishing.expunge(withdrawn, by=newsroom.eko, reason=WHY),
            lambda: publishing.reinstate(withdrawn, by=newsroom.eko, reason=WHY),
            lambda: publishing.correct(withdrawn, correction(deck=WORD), by=newsroom.citra),
            lambda: moves.move(withdrawn, "revise", by=newsroom.ani),
            lambda: newsroom.save(withdrawn, newsroom.ani, headline=WORD),
            lambda: previews.share(withdrawn, by=newsroom.ani, whom="x", until=newsroom.now + timedelta(hours=1)),
        ],
        "write": [lambda: moves.restore(withdrawn, first, by=newsroom.ani)],
    }
    for rule, refused_acts in acts.items():
        for act in refused_acts:
            with pytest.raises(NotAllowed) as refused:
                act()
            assert refused.value.rule == rule
    ani = client_of(newsroom.ani)
    for tab in ("tab-satu-1", "tab-lain-1"):  # the one that was open, and a new one
        assert keep(ani, withdrawn, tab=tab, headline=WORD).status_code == 403
    assert ani.post(address("change", withdrawn.pk), {"headline": WORD, "version": 1}).status_code < 500
    assert Client().get(address("shared", newsroom.signed)).status_code in (404, 410)
    assert tables_with_word() == []
    assert published.status(withdrawn.story_id, at=newsroom.now).shown == Shown.EXPUNGED


def test_it_is_asked_for_on_a_page_that_says_it_cannot_be_undone_and_wants_the_storys_number(newsroom, withdrawn):
    chief, where = client_of(newsroom.eko), address("move", withdrawn.pk, "expunge")
    assert "expunge" in [one["name"] for one in chief.get(address("change", withdrawn.pk)).context["buttons"]]
    asked = chief.get(where)
    assert asked.context["danger"]
    answers = {"seen": withdrawn.version, "reason": WHY, "reference": "", "public_reason": ""}
    refused = chief.post(where, answers | {"confirmation": "lain"})
    assert "confirmation" in refused.context["form"].errors
    refused = chief.post(where, answers | {"confirmation": withdrawn.story_id, "reason": ""})
    assert "reason" in refused.context["form"].errors
    assert not Expunging.objects.exists()
    done = chief.post(where, answers | {"confirmation": withdrawn.story_id})
    assert done["Location"] == address("change", withdrawn.pk)
    assert tables_with_word() == []
    for person in (newsroom.citra, newsroom.ani):
        assert client_of(person).get(address("move", newsroom.live().pk, "expunge")).context["refusal"]


# --- The guards ------------------------------------------------------------------------------------------------


def refused_by_guard(sql):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


EMPTYING = (
    "UPDATE editions_edition SET headline = ''",
    "UPDATE editions_edition SET body = '[]'",
    "UPDATE articles_revision SET snapshot = '{}'",
    "UPDATE accounts_act SET why = ''",
)


def test_nothing_becomes_empty_without_the_row_that_says_why(withdrawn):
    for sql in EMPTYING:
        refused_by_guard(sql)


def test_a_row_opens_its_own_story_alone(newsroom, withdrawn):
    other = newsroom.live(headline="Berita lain")
    audit.record("look", moves.target_of(other), by=newsroom.eko, why="Diperiksa")
    publishing.expunge(withdrawn, by=newsroom.eko, reason=WHY)
    for sql in EMPTYING:
        refused_by_guard(sql)
    assert Edition.objects.live().get(story_id=other.story_id).headline == "Berita lain"


OTHER_THAN_EMPTY = {
    "editions_edition": (
        *("headline = 'palsu'", """body = '["palsu"]'""", "lead_id = 'palsu'", "headline = '', kind = 'page'"),
        *("story_id = 'lain'", "number = 99", "published_by = ''", "made_at = '2001-02-03'", "revision = 1"),
    ),
    "articles_revision": ("""snapshot = '{"body": "palsu"}'""", "note = 'palsu'", "act = ''", "version = 99"),
    "accounts_act": ("why = 'palsu'", "why = '', actor = ''", """facts = '{"palsu": 1}'"""),
    "editions_expunging": ("why = 'palsu'", "article = 99"),
}


def test_what_is_open_becomes_empty_and_nothing_else(newsroom, withdrawn):
    publishing.expunge(withdrawn, by=newsroom.eko, reason=WHY)
    for table, changes in OTHER_THAN_EMPTY.items():
        for change in changes:
            refused_by_guard(f"UPDATE {table} SET {change}")  # noqa: S608


def test_the_line_that_says_why_stays_whole(newsroom, withdrawn):
    publishing.expunge(withdrawn, by=newsroom.eko, reason=WHY)
    for change in ("why = ''", "facts = '{}'"):
        refused_by_guard(f"UPDATE accounts_act SET {change} WHERE verb = 'expunge'")  # noqa: S608


def test_readers_have_no_right_to_read_who_and_why(db):
    assert "editions_edition" in public_role.tables()
    assert "editions_expunging" not in public_role.tables()


def test_what_was_emptied_stays_what_it_was_in_all_else(newsroom, withdrawn):
    kept = ("number", "kind", "genre", "made_at", "published_at", "first_published_at", "section", "lists", "tags")
    rows = Edition.objects.filter(story_id=withdrawn.story_id).order_by("number")
    before = list(rows.values(*kept))
    expunge(newsroom, withdrawn)
    assert list(rows.values(*kept))[:-1] == before
    assert {row["act"] for row in Revision.objects.filter(article=withdrawn).values("act")} >= {"save", "publish"}
    assert Buffer.objects.filter(article=withdrawn, spent_at=None).count() == 0
    assert Article.objects.get(pk=withdrawn.pk).created_by == newsroom.ani
