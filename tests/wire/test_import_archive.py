"""`manage.py import_archive`: old stories come in once, under their own time, and bad lines are told."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import audit
from accounts.models import Act, Right
from accounts.roles import Bundle
from articles import publishing
from articles.models import Article, Author, Revision, Section, Source, Tag
from articles.publishing import archive
from articles.publishing.correcting import Correction
from articles.workflow import NotAllowed, Stage
from editions.models import Change, Edition, Entry, Heading, OldAddress, Rendered
from tests.wire.test_jsonl import STORY
from wire import arriving
from wire.importers import jsonl
from wire.importers.items import Item
from wire.models import Arrival

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "demo" / "articles.jsonl"


@pytest.fixture
def bring(newsroom, tmp_path):
    """Import these lines (dicts are written as JSON): what was said, what was complained of, whether all came in."""

    def bring(*rows, **options):
        path = tmp_path / "arsip.jsonl"
        path.write_bytes(b"".join(row if isinstance(row, bytes) else json.dumps(row).encode() + b"\n" for row in rows))
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("import_archive", str(path), stdout=out, stderr=err, **options)
        except CommandError as error:
            return out.getvalue(), err.getvalue() + str(error), False
        return out.getvalue(), err.getvalue(), True

    return bring


def story(number=1, **fields):
    return STORY | {"id": f"a{number}", "title": f"Kapal ke-{number} tiba"} | fields


def test_a_story_is_live_from_the_import_and_stands_in_lists_by_its_own_time(bring, newsroom):
    said, _complaints, all_in = bring(story(author="Ina", deck="Muatan pertama"))
    assert all_in
    assert said.startswith("1 came in, 0 were in already")
    edition = Edition.objects.live().get()
    assert (edition.approved, edition.published_by, edition.labels) == ("archive", "fitri", [])
    assert edition.made_at == edition.published_at == newsroom.now
    assert edition.first_published_at.isoformat() == "2019-09-09T17:28:00+00:00"
    assert edition.byline == "Penulis: Ina"
    assert edition.sources[0]["name"] == "ANTARA"
    assert edition.sources[0]["url"] == "https://example.org/1"
    names = [Section.objects.get(name="Daerah"), Source.objects.get(name="ANTARA"), Author.objects.get(name="Ina")]
    keys = {"all", "genre-news", *(row.list_key for row in [*names, *Tag.objects.all()])}
    assert set(edition.lists) == set(Entry.objects.live().values_list("list", flat=True)) == keys
    assert set(Entry.objects.values_list("first_published_at", flat=True)) == {edition.first_published_at}
    assert set(Heading.objects.values_list("list", flat=True)) == keys - {"all", "genre-news"}
    assert "https://example.org/1" in str(Rendered.objects.get(edition=edition).full)
    told = {key for change in Change.objects.all() for key in change.keys}
    assert {*keys, *(f"{key}-older" for key in keys), "menu"} <= told


def test_a_storys_page_opens_under_its_address(bring, client):
    bring(story())
    edition = Edition.objects.get()
    rows = Rendered.objects.filter(edition__in=Edition.objects.live().filter(story_id=edition.story_id))
    assert "Kapal tiba di Larantuka." in str(rows.get().pages)
    assert edition.slug == "kapal-ke-1-tiba"


def test_the_desk_has_the_story_as_any_other(bring, newsroom):
    bring(story(tags=["Laut", "Angin"], author="Ina"), story(2))
    article = Article.objects.get(headline="Kapal ke-1 tiba")
    assert (article.stage, article.version, article.created_by) == (Stage.PUBLISHED, 1, newsroom.fitri)
    revision = article.current_revision()
    assert (revision.act, revision.note) == ("archive", "arsip: byline, deck, photo waived")
    assert revision.snapshot == article.snapshot()
    assert Edition.objects.get(story_id=article.story_id).revision == revision.pk
    assert article.no_byline_reason == ""
    assert Article.objects.get(headline="Kapal ke-2 tiba").no_byline_reason == "arsip"


def test_a_story_of_the_archive_is_corrected_as_any_other(bring, newsroom):
    bring(story())
    newsroom.step(minutes=5)
    correction = Correction("ralat", {"body": "<p>Kapal tiba di Maumere.</p>"}, text="Tempatnya keliru.")
    edition = publishing.correct(Article.objects.get(), correction, by=newsroom.citra)
    assert (edition.number, edition.first_published_at.year) == (2, 2019)


def test_every_story_leaves_a_line_that_names_what_was_waived(bring):
    bring(story(1), story(2))
    acts = Act.objects.filter(verb="archive").order_by("seq")
    stories = [edition.story_id for edition in Edition.objects.order_by("pk")]
    assert [act.target for act in acts] == [f"article:{story_id}" for story_id in stories]
    assert {(act.actor, act.why) for act in acts} == {("fitri", "arsip: byline, deck, photo waived")}
    assert list(audit.broken()) == []


def test_stories_come_in_in_the_order_of_their_lines(bring):
    bring(*(story(number) for number in range(1, 8)), batch=3)
    titles = Edition.objects.order_by("pk").values_list("headline", flat=True)
    assert list(titles) == [f"Kapal ke-{number} tiba" for number in range(1, 8)]


def test_addresses_of_the_system_that_is_replaced_lead_to_its_stories(bring, client):
    here = "https://www.lama.example/read/1/kapal?utm_source=x"
    rows = story(1, url=here), story(2, url="https://kantor.example/read/2")
    bring(*rows)
    assert client.get("/read/1/kapal").status_code == 404
    bring(*rows, old_host=["lama.example"])
    address = Edition.objects.get(headline="Kapal ke-1 tiba").get_absolute_url()
    assert client.get("/read/1/kapal")["Location"] == address
    assert client.get(address).status_code == 200
    assert client.get("/read/2").status_code == 404


@pytest.mark.parametrize("end", ["%00", "?id=%00"])
def test_an_old_address_that_no_database_can_keep_ends_nothing(bring, client, end):
    odd = story(1, url=f"https://www.lama.example/read/1{end}")
    said, complaints, all_in = bring(odd, story(2, url="https://www.lama.example/read/2"), old_host=["lama.example"])
    assert (said.startswith("2 came in"), complaints, all_in) == (True, "", True)
    assert client.get("/read/2").status_code == 301
    assert not OldAddress.objects.filter(path__startswith="/read/1").exists()


def test_the_address_of_an_expunged_story_stays_forgotten_when_its_archive_is_brought_in_again(bring, newsroom, client):
    rows = [story(number, url=f"https://lama.example/nama-korban-{number}") for number in (1, 2)]
    bring(*rows, old_host=["lama.example"])
    article = Article.objects.get(headline="Kapal ke-1 tiba")
    publishing.withdraw(article, by=newsroom.eko, ground="keliru", reason="Ditarik.")
    newsroom.step(minutes=1)
    publishing.expunge(article, by=newsroom.eko, reason="Putusan 17/Pdt.G/2035")
    bring(*rows, old_host=["lama.example"])
    assert not OldAddress.objects.filter(story_id=article.story_id).exists()
    assert [client.get(f"/nama-korban-{number}").status_code for number in (1, 2)] == [404, 301]


def test_a_story_told_twice_is_led_to_from_both_addresses(bring, client):
    once, twice = (story(1, url=f"https://lama.example/{section}/read/1") for section in ("daerah", "nasional"))
    bring(once, twice, old_host=["lama.example"])
    assert [client.get(f"/{section}/read/1").status_code for section in ("daerah", "nasional")] == [301, 301]


@pytest.mark.parametrize("told", ["https://www.lama.example", "lama.example/", "lama.example:443", "lama.example.", ""])
def test_what_is_no_hosts_name_is_refused_before_anything_comes_in(bring, told):
    row = story(1, url="https://www.lama.example/read/1", source=None)
    _said, complaints, all_in = bring(row, old_host=[told])
    assert f"--old-host is the name of a host alone, such as www.lama.id: not {told}" in complaints
    assert (all_in, Article.objects.count()) == (False, 0)


def test_an_outlet_that_is_named_stays_the_source_of_what_stood_on_the_old_site(bring):
    named = story(1, url="https://www.lama.example/read/1", source="Kantor Berita Laut")
    bring(named, story(2, url="https://www.lama.example/read/2", source=None), old_host=["lama.example"])
    told = Edition.objects.order_by("pk").values_list("sources", flat=True)
    assert [[one["name"] for one in sources] for sources in told] == [["Kantor Berita Laut"], []]


def test_twice_is_once(bring):
    rows = [story(1, author="Ina"), story(2)]
    bring(*rows)
    models = [Article, Revision, Edition, Rendered, Entry, Heading, Change, Act, Arrival, Section, Source, Tag, Author]
    before = [model.objects.count() for model in models]
    said, complaints, all_in = bring(*rows)
    assert said.startswith("0 came in, 2 were in already")
    assert (complaints, all_in) == ("", True)
    assert [model.objects.count() for model in models] == before


def test_one_file_with_a_story_twice_brings_it_in_once(bring):
    said, _complaints, all_in = bring(story(), story())
    assert said.startswith("1 came in, 1 were in already")
    assert all_in
    assert Edition.objects.count() == 1


def test_files_of_one_name_lose_no_story_to_each_other(newsroom, tmp_path):
    paths = [tmp_path / name / "arsip.jsonl" for name in ("januari", "februari")]
    for number, path in enumerate(paths, 1):
        path.parent.mkdir()
        path.write_text(json.dumps(story(number)) + "\n" + json.dumps(story(number + 10, title="")))
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="2 did not come in"):
        call_command("import_archive", *map(str, paths), stdout=out, stderr=err)
    assert out.getvalue().startswith("2 came in")
    assert set(Article.objects.values_list("headline", flat=True)) == {"Kapal ke-1 tiba", "Kapal ke-2 tiba"}
    assert err.getvalue().splitlines() == [f"{path}: line 2: title: is missing" for path in paths]


def test_another_text_under_a_known_id_is_told_and_not_taken(bring):
    bring(story())
    said, complaints, all_in = bring(story(body=["Teks lain."]))
    assert "line 1: id: already in; the archive's text differs" in complaints
    assert "1 of them with another text" in said
    assert not all_in
    assert "Larantuka" in Article.objects.get().body


def test_another_archive_may_use_the_same_ids(bring):
    bring(story())
    assert bring(story(body=["Teks lain."]), archive="majalah")[2]
    assert Article.objects.count() == 2


def test_bad_lines_are_told_by_number_field_and_reason_while_the_rest_comes_in(bring):
    said, complaints, all_in = bring(
        *(story(1), b"{\n", b"\xff\n", story(4, title=""), story(5, url="ftp://a")),
        *(story(6, published="2099-01-01T00:00Z"), story(7, body=["[[tanya lagi]] Isi."]), story(8, body=["\u0001"])),
        *(b"\n", story(10)),
        batch=4,
    )
    assert complaints.split("\n")[:7] == [
        "line 2: line: is not JSON",
        "line 3: line: is not UTF-8",
        "line 4: title: is missing",
        "line 5: url: is not an http or https address: ftp://a",
        "line 6: published: lies in the future: 2099-01-01T00:00Z",
        complaints.split("\n")[5],
        "line 8: body: is empty",
    ]
    assert complaints.split("\n")[5].startswith("line 7: body: ")
    assert said.startswith("2 came in, 0 were in already, 0 of them with another text, 7 bad")
    assert not all_in
    titles = Edition.objects.order_by("pk").values_list("headline", flat=True)
    assert list(titles) == ["Kapal ke-1 tiba", "Kapal ke-10 tiba"]


@pytest.mark.parametrize("nothing", ["\ufdd0\ufffe", "\u200b\u200d \u2060", "\u3164", "\u00ad\ufe0f\u0301"])
@pytest.mark.parametrize("field", ["title", "section"])
def test_what_would_be_printed_as_nothing_is_nothing(bring, field, nothing):
    said, complaints, _all_in = bring(story(1, **{field: nothing}), story(2, author=nothing, tags=[nothing]))
    assert said.startswith("1 came in")
    assert complaints.startswith(f"line 1: {field}: is missing")
    edition = Edition.objects.get()
    assert (edition.byline, edition.tags) == ("", [])


def test_a_refused_story_leaves_nothing_behind(bring):
    bring(story(1, section="Kanal Hilang", body=["[[kosong]]"]), story(2))
    assert not Section.objects.filter(name="Kanal Hilang").exists()
    assert Arrival.objects.count() == Article.objects.count() == 1


def test_a_refused_story_does_not_count_its_repetition_as_in(bring):
    said, complaints, _all_in = bring(story(1, body=["[[kosong]]"]), story(1))
    assert said.startswith("1 came in, 0 were in already, 0 of them with another text, 1 bad")
    assert complaints.startswith("line 1: body: ")


def test_names_are_found_in_any_spelling_and_made_where_they_are_missing(bring, newsroom):
    bring(
        story(1, section="NASIONAL", source="reuters", tags=["Hak Asasi"]),
        story(2, section="Otomotif & Tekno", source="Antara", tags=["hak asasi"]),
        story(3, section="Otomotif Tekno", source="", url="", tags=["新聞"]),
    )
    slugs = Section.objects.order_by("position").values_list("slug", flat=True)
    assert list(slugs) == ["nasional", "daerah", "timur", "otomotif-tekno", "otomotif-tekno-2"]
    assert set(Source.objects.values_list("slug", flat=True)) == {"reuters", "antara"}
    assert set(Tag.objects.values_list("name", "slug")) == {("Hak Asasi", "hak-asasi"), ("新聞", "tag")}
    assert Act.objects.filter(verb="create", why__startswith="arsip").count() == 5
    assert Revision.objects.get(article__headline="Kapal ke-2 tiba").snapshot["tags"] == ["Hak Asasi"]


def test_names_that_a_database_alone_takes_for_one_come_in(bring):
    names = ["İstanbul", "Istanbul", "ΑΣ", "ασ"]
    said, complaints, _all_in = bring(*(story(number, tags=[name], source=name) for number, name in enumerate(names)))
    assert (said.startswith("4 came in"), complaints) == (True, "")
    assert Revision.objects.earliest("pk").snapshot["tags"] == [names[0]]
    again = bring(*(story(number + 10, tags=[name], source=name) for number, name in enumerate(reversed(names))))
    assert again[0].startswith("4 came in")


def test_a_story_of_a_subsection_stands_in_the_section_above_too(bring, newsroom):
    bring(story(section="Timur"))
    assert {newsroom.east.list_key, newsroom.region.list_key} <= set(Edition.objects.get().lists)


def test_markup_in_the_archive_is_shown_as_text(bring):
    bring(story(body=["<script>alert(1)</script>"], title="<b>Judul</b>"))
    assert "<script" not in str(Rendered.objects.get().full)
    assert "&lt;script&gt;" in str(Rendered.objects.get().full)


def test_an_importers_markup_is_cleaned_at_the_gate(newsroom):
    item = jsonl.parse(json.dumps(story()).encode(), now=newsroom.now)
    hostile = Item(**vars(item) | {"body": '<p onclick="x()">Isi<script>alert(1)</script></p>'})
    (filed,) = archive.publish_archive([hostile], by=newsroom.fitri)
    assert Article.objects.get(pk=filed.pk).body == "<p>Isi</p>"
    assert Edition.objects.get().body == [{"html": "<p>Isi</p>"}]


def test_only_an_administrator_may(newsroom):
    item = jsonl.parse(json.dumps(story()).encode(), now=newsroom.now)
    for person in (newsroom.eko, newsroom.citra, newsroom.ani):
        with pytest.raises(NotAllowed) as refused:
            archive.publish_archive([item], by=person)
        assert refused.value.rule == "role"
    assert not Article.objects.exists()


def test_the_command_names_who_may_not(bring, newsroom):
    assert "eko may not import an archive" in bring(story(), by="eko")[1]
    assert "nobody may not import" in bring(story(), by="nobody")[1]
    Right.objects.filter(bundle=Bundle.ADMINISTRATOR).delete()
    assert "Nobody may import an archive" in bring(story())[1]
    assert not Article.objects.exists()


def test_a_missing_file_and_a_batch_of_none_are_refused_with_a_sentence(newsroom, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_archive", str(tmp_path / "none.jsonl"))
    with pytest.raises(CommandError, match="at least 1"):
        call_command("import_archive", str(tmp_path / "none.jsonl"), batch=0)


@pytest.mark.parametrize("name", ["", "m" * 61])
def test_an_archive_of_no_name_or_one_that_is_not_kept_is_refused_with_a_sentence(bring, name):
    assert "--archive has 1 to 60 characters." in bring(story(), archive=name)[1]
    assert not Article.objects.exists()


def test_the_file_is_read_as_it_is_stored_never_ahead(newsroom):
    """Streaming: no line of the second batch is asked for before the first is in."""
    asked = []

    def found():
        for number in range(1, 7):
            asked.append(number)
            yield f"line {number}", jsonl.parse(json.dumps(story(number)).encode(), now=newsroom.now)

    batches = arriving.take_in(found(), archive="arsip", by=newsroom.fitri, tell=pytest.fail, batch=2)
    for place, counts in enumerate(batches, 1):
        assert len(asked) == counts.came_in == Edition.objects.count() == 2 * place


def test_a_batch_costs_the_same_queries_however_many_stories_it_has(bring):
    bring(story(1))
    with CaptureQueriesContext(connection) as few:
        bring(story(2), story(3))
    with CaptureQueriesContext(connection) as many:
        bring(*(story(number) for number in range(4, 14)))
    assert len(many) <= len(few) + 2  # SQLite takes a thousand values a statement: the widest tables need two


def test_names_of_one_address_word_cost_no_query_for_each_that_has_it_already(bring):
    tags = [f"{chr(0x4E00 + number)}聞" for number in range(60)]  # in no Latin letter: each is called `tag`
    bring(*(story(number, tags=[name]) for number, name in enumerate(tags[:30])))
    with CaptureQueriesContext(connection) as few:
        bring(story(40, tags=[tags[40]]))
    with CaptureQueriesContext(connection) as many:
        bring(*(story(number, tags=[tags[number]]) for number in range(41, 51)))
    assert len(many) <= len(few) + 2
    assert set(Tag.objects.values_list("slug", flat=True)) == {"tag", *(f"tag-{number}" for number in range(2, 42))}


@pytest.mark.skipif(not REAL.exists(), reason=f"the stories of {REAL} are not here")
def test_all_stories_of_the_real_file_come_in_and_twice_is_once(newsroom):
    for counts in ("1642 came in, 0 were in already", "0 came in, 1642 were in already"):
        out = io.StringIO()
        call_command("import_archive", str(REAL), stdout=out, stderr=out)
        assert out.getvalue().startswith(counts)
        assert Edition.objects.live().count() == 1642
        assert Entry.objects.newest("all").live().count() == 1642
    assert list(audit.broken()) == []
