"""A source corrected itself: each live story that rests on it is a task, until somebody looked or corrected it too."""

from datetime import timedelta

import pytest
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from accounts.models import Act, Right
from accounts.roles import Bundle
from articles import conditions, desk, published, publishing, source_corrections
from articles.admin.source_corrections import ROWS
from articles.models import Article, Source, SourceCorrection, ToFollow, Word
from articles.publishing import merging
from articles.publishing.correcting import Correction
from articles.workflow import NotAllowed, Stage
from editions.models import Entry
from tests.cast import Newsroom
from tests.desk import address, queries

WORDS = "Jumlah korban 12, bukan 21."
SAYS = "https://www.reuters.com/koreksi/"
LIST = "/desk/articles/source/ditindaklanjuti/"


@pytest.fixture
def resting(newsroom: Newsroom):
    """What a story is given that rests on Reuters."""
    return {"citations": [[newsroom.reuters.pk, "https://www.reuters.com/1", None]]}


def note(newsroom, **more):
    return source_corrections.note_correction(newsroom.reuters, by=newsroom.citra, words=WORDS, **more)


def waiting(newsroom, name="citra"):
    return [task.article for task in desk.to_follow(getattr(newsroom, name), at=newsroom.now, most=2000)]


def shown(client, where=LIST):
    """The headlines on the list, in order."""
    return [row.text() for row in LexborHTMLParser(client.get(where).text).css(".to-follow a.headline")]


def of_source(newsroom, page="corrected"):
    return reverse(f"admin:articles_source_{page}", args=[newsroom.reuters.pk])


# --- Noting it -----------------------------------------------------------------------------------------------


def test_noting_it_opens_a_task_on_each_live_story_that_rests_on_it_and_on_no_other(newsroom, resting, at_desk):
    antara = Source.objects.create(name="Antara", slug="antara")
    newsroom.live(headline="Lama", **resting)
    newsroom.step(minutes=1)
    newsroom.live(headline="Baru", **resting)
    newsroom.live(headline="Dari lain", citations=[[antara.pk, "", None]])
    newsroom.live(headline="Tanpa sumber")
    newsroom.submitted(headline="Belum terbit", **resting)
    newsroom.scheduled(newsroom.now + timedelta(hours=2), headline="Nanti", **resting)
    gone = newsroom.live(headline="Dicabut", **resting)
    newsroom.step(minutes=1)
    publishing.withdraw(gone, by=newsroom.eko, ground="keliru", reason="Keliru")
    editor = at_desk("citra")
    change = editor.get(of_source(newsroom, "change")).text
    assert 'href="../koreksi/"' in change
    done = editor.post(of_source(newsroom), {"words": WORDS, "address": SAYS})
    assert (done.status_code, done["Location"]) == (302, LIST)
    assert shown(editor) == ["Baru", "Lama"]
    page = editor.get(LIST).text
    assert page.count(WORDS) == 2
    assert page.count(f'href="{SAYS}"') == 2
    for article in waiting(newsroom):
        assert address("correct", article.pk) in page
    act = Act.objects.get(verb="note_correction")
    assert (act.target, act.actor, act.why, act.facts) == (newsroom.reuters.list_key, "citra", WORDS, {"address": SAYS})
    assert WORDS in editor.get(of_source(newsroom)).text


def test_the_stories_of_the_latest_correction_come_first(newsroom, resting, at_desk):
    newsroom.live(headline="Lama", **resting)
    newsroom.step(minutes=1)
    newsroom.live(headline="Baru", **resting)
    note(newsroom)
    newsroom.step(minutes=1)
    newsroom.live(headline="Terbaru", **resting)
    source_corrections.note_correction(newsroom.reuters, by=newsroom.citra, words="Juga nama kapalnya.")
    assert shown(at_desk("dedi")) == ["Terbaru", "Baru", "Lama", "Baru", "Lama"]


@pytest.mark.parametrize("name", ["ani", "gita", "fitri"])
def test_who_does_not_edit_neither_notes_it_nor_sees_the_list(newsroom, resting, at_desk, name):
    newsroom.live(**resting)
    note(newsroom)
    client = at_desk(name)
    assert client.get(of_source(newsroom)).status_code == 403
    assert client.post(of_source(newsroom), {"words": "Lain"}).status_code == 403
    assert client.get(LIST).status_code == 403
    assert client.post(LIST, {"_looked": ToFollow.objects.get().pk}).status_code == 403
    assert "koreksi/" not in client.get(of_source(newsroom, "change")).text
    assert LIST not in client.get(reverse("admin:index")).text
    with pytest.raises(NotAllowed):
        source_corrections.note_correction(newsroom.reuters, by=getattr(newsroom, name), words="Lain")
    with pytest.raises(NotAllowed):
        source_corrections.looked_at(ToFollow.objects.get(), by=getattr(newsroom, name))
    assert (SourceCorrection.objects.count(), ToFollow.objects.unseen().count()) == (1, 1)


@pytest.mark.parametrize("hostile", ["javascript:alert(1)", "data:text/html,hai", "ftp://contoh.id/", "bukan alamat"])
def test_an_address_that_is_no_page_is_refused_with_a_sentence(newsroom, resting, at_desk, hostile):
    newsroom.live(**resting)
    page = at_desk("citra").post(of_source(newsroom), {"words": WORDS, "address": hostile})
    assert page.status_code == 200
    assert LexborHTMLParser(page.text).css_first(".errors .errorlist")
    assert f'href="{hostile}"' not in page.text
    with pytest.raises(NotAllowed) as refused:
        note(newsroom, address=hostile)
    assert refused.value.rule == "address"
    assert not SourceCorrection.objects.exists()


def test_nothing_is_noted_without_words_twice_or_of_a_name_that_was_merged(newsroom, at_desk):
    editor = at_desk("citra")
    assert LexborHTMLParser(editor.post(of_source(newsroom), {"words": " "}).text).css_first(".errors .errorlist")
    for _time in range(2):
        editor.post(of_source(newsroom), {"words": WORDS})
    assert SourceCorrection.objects.count() == 1
    antara = Source.objects.create(name="Antara", slug="antara")
    merging.merge(newsroom.reuters, antara, by=newsroom.citra)
    page = editor.post(of_source(newsroom), {"words": "Lain"}).text
    assert LexborHTMLParser(page).css_first("ul.errorlist.nonfield")
    assert "koreksi/" not in editor.get(of_source(newsroom, "change")).text
    assert SourceCorrection.objects.get().source == antara


# --- How a task ends -----------------------------------------------------------------------------------------


def test_a_task_is_gone_for_all_when_one_editor_looked(newsroom, resting, at_desk):
    one, other = newsroom.live(headline="Satu", **resting), newsroom.live(headline="Dua", **resting)
    note(newsroom)
    task = ToFollow.objects.get(article=one)
    editor = at_desk("dedi")
    editor.post(LIST, {"_looked": task.pk})
    assert shown(editor) == shown(at_desk("citra")) == [other.headline]
    task.refresh_from_db()
    assert (task.seen_by, task.seen_at) == (newsroom.dedi, newsroom.now)
    act = Act.objects.get(verb="follow_source")
    assert (act.target, act.actor) == (f"article:{one.story_id}", "dedi")
    at_desk("citra").post(LIST, {"_looked": task.pk})
    task.refresh_from_db()
    assert task.seen_by == newsroom.dedi
    assert Act.objects.filter(verb="follow_source").count() == 1


def test_a_task_ends_with_a_correction_of_the_story_and_not_with_a_minor_one(newsroom, resting):
    one, other = newsroom.live(headline="Satu", **resting), newsroom.live(headline="Dua", **resting)
    note(newsroom)
    newsroom.step(minutes=1)
    publishing.correct(one, Correction("perbaikan_kecil", {"deck": "Muatan pertamma"}), by=newsroom.citra)
    assert set(waiting(newsroom)) == {one, other}
    publishing.correct(one, Correction("ralat", {}, text="Jumlah korban 12."), by=newsroom.citra)
    assert waiting(newsroom) == [other]


def test_what_was_withdrawn_since_waits_for_nobody(newsroom, resting):
    article = newsroom.live(**resting)
    note(newsroom)
    newsroom.step(minutes=1)
    publishing.withdraw(article, by=newsroom.eko, ground="keliru", reason="Keliru")
    assert waiting(newsroom) == []


# --- Noted by mistake ------------------------------------------------------------------------------------------


def take_back(client, correction, why="Bukan Reuters yang meralat"):
    return client.post(reverse("admin:articles_source_take_back", args=[correction.pk]), {"why": why})


def test_what_was_noted_by_mistake_is_taken_back_and_its_stories_wait_no_longer(newsroom, resting, at_desk):
    one = newsroom.live(headline="Satu", **resting)
    newsroom.live(headline="Dua", **resting)
    correction = note(newsroom)
    source_corrections.note_correction(newsroom.reuters, by=newsroom.citra, words="Juga nama kapalnya.")
    source_corrections.looked_at(ToFollow.objects.get(article=one, correction=correction), by=newsroom.citra)
    newsroom.step(minutes=1)
    editor = at_desk("dedi")
    where = reverse("admin:articles_source_take_back", args=[correction.pk])
    assert f'href="{where}"' in editor.get(of_source(newsroom)).text
    assert WORDS in editor.get(where).text
    assert take_back(editor, correction)["Location"] == of_source(newsroom)
    assert [task.correction.words for task in desk.to_follow(newsroom.citra, at=newsroom.now)] == [
        "Juga nama kapalnya."
    ] * 2
    kept = ToFollow.objects.filter(correction=correction).order_by("article__headline")
    assert [task.seen_by for task in kept] == [newsroom.dedi, newsroom.citra]
    page = editor.get(of_source(newsroom)).text
    assert WORDS in page
    assert f'href="{where}"' not in page
    act = Act.objects.get(verb="take_back_correction")
    assert (act.target, act.actor, act.why) == (newsroom.reuters.list_key, "dedi", "Bukan Reuters yang meralat")
    assert (act.facts["correction"], act.facts["stories"]) == (correction.pk, 1)
    assert Act.objects.filter(verb="note_correction").count() == 2


def test_no_more_stories_are_listed_of_what_was_taken_back_and_it_can_be_noted_anew(newsroom, resting, at_desk):
    for number in range(3):
        newsroom.live(headline=f"Berita {number}", **resting)
    take_back(at_desk("citra"), note(newsroom, batch=1))
    assert source_corrections.list_some(1) == 0
    assert waiting(newsroom) == []
    note(newsroom)
    assert len(waiting(newsroom)) == 3


def test_it_is_taken_back_once_and_with_a_reason(newsroom, resting, at_desk):
    newsroom.live(**resting)
    correction, editor = note(newsroom), at_desk("citra")
    assert LexborHTMLParser(take_back(editor, correction, " ").text).css_first(".errors .errorlist")
    assert len(waiting(newsroom)) == 1
    take_back(editor, correction)
    assert LexborHTMLParser(take_back(editor, correction).text).css_first("ul.errorlist.nonfield")
    assert Act.objects.filter(verb="take_back_correction").count() == 1


@pytest.mark.parametrize("name", ["ani", "gita", "fitri"])
def test_who_does_not_edit_takes_nothing_back(newsroom, resting, at_desk, name):
    newsroom.live(**resting)
    correction = note(newsroom)
    assert take_back(at_desk(name), correction).status_code == 403
    with pytest.raises(NotAllowed):
        source_corrections.take_back(correction, by=getattr(newsroom, name), why="Lain")
    assert ToFollow.objects.unseen().exists()


# --- Whose it is ---------------------------------------------------------------------------------------------


def test_an_editor_has_the_stories_of_the_sections_that_are_theirs(newsroom, resting, at_desk):
    Right.objects.filter(user=newsroom.dedi).update(section=newsroom.region.pk)
    newsroom.live(headline="Pusat", **resting)
    newsroom.live(headline="Timur", section_id=newsroom.east.pk, **resting)
    note(newsroom)
    assert shown(at_desk("dedi")) == ["Timur"]
    task = ToFollow.objects.get(article__headline="Pusat")
    at_desk("dedi").post(LIST, {"_looked": task.pk})
    task.refresh_from_db()
    assert task.seen_by is None


def test_an_editor_of_several_sections_has_their_stories_together_and_page_by_page(
    newsroom, resting, at_desk, monkeypatch
):  # fmt: skip
    monkeypatch.setattr("articles.admin.source_corrections.ROWS", 2)
    Right.objects.filter(user=newsroom.dedi).update(section=newsroom.region.pk)
    for number, section in enumerate((newsroom.east, newsroom.national, newsroom.region, newsroom.east)):
        newsroom.live(headline=f"{section} {number}", section_id=section.pk, **resting)
        newsroom.step(minutes=1)
    note(newsroom)
    editor, home = at_desk("dedi"), reverse("admin:index")
    theirs = ["Timur 3", "Daerah 2", "Timur 0"]
    assert [row.text() for row in LexborHTMLParser(editor.get(home).text).css("#fresh-follow li a")] == theirs
    assert shown(editor) == theirs[:2]
    assert shown(editor, LIST + editor.get(LIST).context["older"]) == theirs[2:]


def test_a_story_that_moved_since_is_looked_at_by_the_editors_who_were_asked(newsroom, resting, at_desk):
    Right.objects.filter(user=newsroom.dedi).update(section=newsroom.region.pk)
    article = newsroom.live(headline="Pindah", section_id=newsroom.east.pk, **resting)
    note(newsroom)
    Article.objects.filter(pk=article.pk).update(section=newsroom.national)
    assert shown(at_desk("dedi")) == ["Pindah"]
    at_desk("dedi").post(LIST, {"_looked": ToFollow.objects.get().pk})
    assert ToFollow.objects.get().seen_by == newsroom.dedi


def test_a_restricted_story_stays_hidden_from_all_but_those_named(newsroom, resting, at_desk):
    article = newsroom.live(headline="Rahasia", **resting)
    conditions.restrict(article, [newsroom.dedi], by=newsroom.ani)
    note(newsroom)
    task = ToFollow.objects.get()
    editor = at_desk("citra")
    assert "Rahasia" not in editor.get(LIST).text + editor.get(reverse("admin:index")).text
    assert editor.post(LIST, {"_looked": task.pk}).status_code == 404
    assert shown(at_desk("dedi")) == ["Rahasia"]
    assert [word.to for word in Word.objects.filter(kind=Word.Kind.SOURCE)] == [newsroom.dedi]


def test_the_editors_concerned_are_told_once_however_many_stories_are_theirs(newsroom, resting, at_desk):
    hana = newsroom.person("hana", Bundle.EDITOR, section=newsroom.region.pk)
    for number in range(3):
        newsroom.live(headline=f"Berita {number}", **resting)
    note(newsroom, batch=1)
    while source_corrections.list_some(1):
        pass
    assert ToFollow.objects.count() == 3
    told = list(Word.objects.filter(kind=Word.Kind.SOURCE))
    assert {word.to for word in told} == {newsroom.dedi, newsroom.eko}
    assert len(told) == 2
    assert hana not in {word.to for word in told}
    bell = at_desk("dedi").get(address("bell")).text
    assert f'href="{LIST}"' in bell
    assert WORDS in bell
    at_desk("dedi").get(LIST)
    assert not Word.objects.filter(kind=Word.Kind.SOURCE, to=newsroom.dedi, read_at=None).exists()


# --- Many ----------------------------------------------------------------------------------------------------


def archive(newsroom, count):
    """Rows of live stories that rest on Reuters, oldest first, without all that a publication makes."""
    rows = Article.objects.bulk_create(
        Article(
            story_id=f"a{number:06}", headline=f"Berita {number}", section=newsroom.national, stage=Stage.PUBLISHED,
            stage_since=newsroom.now, saved_at=newsroom.now,
        )
        for number in range(count)
    )  # fmt: skip
    begins = newsroom.now - timedelta(days=1)
    Entry.objects.bulk_create(
        Entry(
            list=newsroom.reuters.list_key, story_id=row.story_id, begins=begins,
            first_published_at=begins + timedelta(seconds=number // 7),
        )
        for number, row in enumerate(rows)
    )  # fmt: skip


def test_the_worker_lists_what_is_too_much_for_one_act_newest_first(newsroom):
    archive(newsroom, 1200)
    correction = note(newsroom)
    newest = [f"Berita {number}" for number in reversed(range(1200))]
    assert [row.headline for row in waiting(newsroom)] == newest[:500]
    assert correction.listed_at is None
    assert source_corrections.list_some() == 500
    assert [row.headline for row in waiting(newsroom)] == newest[:1000]
    assert source_corrections.list_some() == 200
    assert source_corrections.list_some() == 0
    assert [row.headline for row in waiting(newsroom)] == newest


def test_the_list_is_turned_page_by_page_in_a_fixed_number_of_queries(newsroom, at_desk):
    archive(newsroom, 3)
    note(newsroom)
    editor, home = at_desk("citra"), reverse("admin:index")
    few = queries(editor, LIST), queries(editor, home)
    for number in range(2 * ROWS):
        row = Article.objects.create(
            headline=f"Lain {number}", section=newsroom.national, stage_since=newsroom.now, saved_at=newsroom.now
        )
        ToFollow.objects.create(correction=SourceCorrection.objects.get(), article=row, for_section=newsroom.national)
    assert (queries(editor, LIST), queries(editor, home)) == few
    assert len(LexborHTMLParser(editor.get(home).text).css("#fresh-follow li")) == 10
    first = editor.get(LIST)
    second = editor.get(LIST + first.context["older"])
    third = editor.get(LIST + second.context["older"])
    pages = [[task.article.headline for task in page.context["tasks"]] for page in (first, second, third)]
    assert [len(page) for page in pages] == [ROWS, ROWS, 3]
    assert len({headline for page in pages for headline in page}) == 2 * ROWS + 3
    assert third.context["older"] == ""


def test_a_story_that_was_corrected_while_it_waited_for_its_batch_is_no_task(newsroom, resting):
    one = newsroom.live(headline="Lama", **resting)
    newsroom.step(minutes=1)
    other = newsroom.live(headline="Baru", **resting)
    note(newsroom, batch=1)
    newsroom.step(minutes=1)
    publishing.correct(one, Correction("ralat", {}, text="Jumlah korban 12."), by=newsroom.citra)
    while source_corrections.list_some(1):
        pass
    assert waiting(newsroom) == [other]


def test_a_merge_takes_along_what_a_source_put_right_and_the_stories_still_to_be_listed(newsroom, resting, monkeypatch):
    into = Source.objects.create(name="Reuters News", slug="reuters-news")
    stories = {newsroom.live(headline=f"Berita {number}", **resting) for number in range(3)}
    newsroom.step(minutes=1)
    stories.add(newsroom.live(headline="Paling baru", citations=[[into.pk, "", None]]))
    correction = note(newsroom, batch=1)
    newsroom.step(minutes=1)
    monkeypatch.setattr(merging, "move_some", lambda _batch: 0)
    merging.merge(newsroom.reuters, into, by=newsroom.citra)
    monkeypatch.undo()
    assert source_corrections.list_some(1) == 0
    while merging.move_some(1):
        pass
    while source_corrections.list_some(1):
        pass
    correction.refresh_from_db()
    assert (correction.source, correction.listed_at) == (into, published.now())
    assert set(waiting(newsroom)) == stories
    assert ToFollow.objects.count() == 4
