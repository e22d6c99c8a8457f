"""A live coverage: updates are stories of their own, written on one screen and read on one page."""

import json
import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from accounts.models import Act
from accounts.roles import Bundle
from almanac import dates
from articles import checks, filing, publishing
from articles.models import Article, SecondLook, StandingApproval, Word
from articles.publishing import Correction, standing
from articles.workflow import NotAllowed
from editions.models import Edition, Entry, Notice, Picture
from editions.pages import coverage, updated
from newsroom import work
from tests.editions.test_cache import asked, kept
from tests.editions.test_pages import fetched, photographed, public_files, text_of, url

pytestmark = pytest.mark.django_db
__all__ = ["kept", "public_files"]


@pytest.fixture
def live(newsroom):
    return newsroom.live(genre="live", headline="Erupsi Lewotobi", body="<p>Poin penting: 2.000 warga mengungsi.</p>")


def update(newsroom, live, headline="Abu sampai Maumere", **fields):
    """Ani writes it, Citra sends it out."""
    newsroom.step(minutes=1)
    article = filing.add_update(live, by=newsroom.ani, headline=headline, text="Bandara ditutup.\n\nWarga mengungsi.")
    publishing.publish(article, by=newsroom.citra, seen=article.version)
    return article


def shown(client, live):
    tree = LexborHTMLParser(text_of(client.get(url(live))))
    return [one.attributes["id"] for one in tree.css(".update")]


def screen(live):
    return f"/desk/articles/article/{live.pk}/langsung/"


def test_updates_stand_newest_first_under_the_key_points(newsroom, client, live):
    first, second = update(newsroom, live), update(newsroom, live, "Siaga turun")
    assert shown(client, live) == [second.story_id, first.story_id]
    page = text_of(client.get(url(live))).partition('id="text"')[2]
    assert page.index("Poin penting") < page.index("Siaga turun") < page.index("Abu sampai Maumere")


def test_an_update_stands_in_no_list_and_its_address_leads_to_its_place(newsroom, client, live):
    one = update(newsroom, live)
    assert Edition.objects.get(story_id=one.story_id).kind == Edition.Kind.UPDATE
    assert set(Entry.objects.filter(story_id=one.story_id).values_list("list", flat=True)) == {
        updated.list_of(live.story_id)
    }
    for address in (f"/berita/{one.story_id}/apa-saja/", f"/berita/{one.story_id}/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (301, f"{url(live)}#{one.story_id}")
    for address in ("/", "/indeks/", "/kanal/nasional/", "/rss/", "/sitemap-news.xml"):
        assert one.story_id not in text_of(client.get(address)), address


def test_a_reporter_writes_and_an_editor_sends_out_on_one_screen(newsroom, client, live):
    client.force_login(newsroom.ani)
    told = {"headline": "Jalur dibuka", "text": "Bus melintas lagi.", "_add": "1"}
    assert client.post(screen(live), told, follow=True).status_code == 200
    (waiting,) = Article.objects.filter(coverage=live)
    assert waiting.stage == "review"
    assert shown(client, live) == []
    client.post(screen(live), {"_publish": waiting.pk, "seen": waiting.version})
    assert shown(client, live) == []  # nobody approves their own, nor without the right
    client.force_login(newsroom.citra)
    assert "Bus melintas lagi." in text_of(client.get(screen(live)))
    client.post(screen(live), {"_publish": waiting.pk, "seen": waiting.version})
    assert shown(client, live) == [waiting.story_id]


def test_what_is_not_out_or_stands_elsewhere_is_not_shown(newsroom, client, live):
    filing.add_update(live, by=newsroom.ani, headline="Rahasia penyelidik", text="Belum boleh.")
    other = newsroom.live(genre="live", headline="Banjir Demak")
    elsewhere = update(newsroom, other, "Tanggul jebol")
    assert shown(client, live) == []
    assert "Rahasia penyelidik" not in text_of(client.get(url(live)))
    client.force_login(newsroom.citra)
    assert client.post(screen(live), {"_publish": elsewhere.pk, "seen": "1"}).status_code == 404
    assert client.get(screen(newsroom.live())).status_code == 404


def test_a_corrected_update_says_so_and_a_withdrawn_one_is_gone(newsroom, client, live):
    kept, gone = update(newsroom, live), update(newsroom, live, "Kabar keliru")
    publishing.correct(kept, Correction("ralat", {"headline": "Abu sampai Ende"}, "Bukan Maumere."), by=newsroom.dedi)
    publishing.withdraw(gone, by=newsroom.eko, ground="keliru", reason="Tidak benar.")
    page = text_of(client.get(url(live)))
    assert shown(client, live) == [kept.story_id]
    assert "Abu sampai Ende" in page
    assert "Bukan Maumere." in page
    assert client.get(f"/berita/{gone.story_id}/x/").status_code == 410
    assert Notice.objects.filter(story_id=gone.story_id).exists()
    publishing.withdraw(live, by=newsroom.eko, ground="keliru", reason="Tidak benar.")
    assert "Abu sampai Ende" not in text_of(client.get(url(live)))


def test_a_notice_on_an_update_says_its_kind_and_time_and_leads_on(newsroom, client, live):
    one = update(newsroom, live)
    newsroom.step(minutes=5)
    publishing.correct(one, Correction("ralat", {}, "Bukan Maumere."), by=newsroom.dedi)
    newsroom.step(minutes=1)
    tree = LexborHTMLParser(text_of(client.get(url(live))))
    (notice,) = tree.css(f"#{one.story_id} .notice")
    assert notice.css_first("strong").text() == "Ralat"
    assert notice.css_first("time").attributes["datetime"] == dates.machine(newsroom.now - timedelta(minutes=1))
    assert "Bukan Maumere." in text_of(client.get(notice.css_first("a").attributes["href"]))


def test_no_advertising_stands_beside_an_update_about_a_child(newsroom, client):
    long = "".join(f"<p>Poin {number}.</p>" for number in range(10))
    live = newsroom.live(genre="live", headline="Banjir Demak", body=long)
    update(newsroom, live)
    assert text_of(client.get(url(live))).count('class="ad ') == 6
    newsroom.step(minutes=1)
    one = filing.add_update(live, by=newsroom.ani, headline="Seorang anak selamat", text="Ia dirawat.")
    one = newsroom.save(one, newsroom.citra, about_child=True, ticked=list(checks.CHILD_TICKS))
    publishing.publish(one, by=newsroom.citra, seen=one.version)
    page = text_of(client.get(url(live)))
    assert one.story_id in page
    assert 'class="ad ' not in page


@pytest.mark.usefixtures("public_files")
@pytest.mark.parametrize("act", ["hold", "withdraw", "join"])
def test_with_its_coverage_an_update_is_off_the_site_and_its_pictures_too(newsroom, client, live, act):
    newsroom.step(minutes=1)
    one = filing.add_update(live, by=newsroom.ani, headline="Abu sampai Maumere", text="Bandara ditutup.")
    one = newsroom.save(one, newsroom.citra, photo_id=photographed(newsroom).pk)
    publishing.publish(one, by=newsroom.citra, seen=one.version)
    picture = json.loads(Picture.objects.get().facts)["renditions"][0]["name"]
    with CaptureQueriesContext(connection) as asked:
        assert fetched(client, picture) == 200
    assert len(asked) == 1
    client.force_login(newsroom.citra)
    assert _("with its live coverage") not in text_of(client.get(screen(live)))
    newsroom.step(minutes=1)
    if act == "hold":
        publishing.hold(live, by=newsroom.citra, reason="Diperiksa")
    elif act == "join":
        publishing.join(live, newsroom.live(), by=newsroom.citra)
    else:
        publishing.withdraw(live, by=newsroom.eko, ground="anak", reason="Melindungi anak.")
    assert fetched(client, picture) == 404
    for page in (screen(live), "/desk/articles/article/", f"/desk/articles/article/{one.pk}/change/"):
        assert _("with its live coverage") in text_of(client.get(page)), page
    if act == "hold":
        newsroom.step(minutes=1)
        live.refresh_from_db()
        publishing.lift(live, by=newsroom.citra, reason="Benar")
        assert fetched(client, picture) == 200


def test_machines_read_a_live_blog_that_agrees_with_the_page(newsroom, client, live):
    first, second = update(newsroom, live), update(newsroom, live, "Siaga turun")
    tree = LexborHTMLParser(text_of(client.get(url(live))))
    node = json.loads(tree.css_first('script[type="application/ld+json"]').text())["@graph"][0]
    assert node["@type"] == "LiveBlogPosting"
    assert node["coverageStartTime"] == node["datePublished"]
    said = [(one["headline"], one["datePublished"], one["url"].rpartition("#")[2]) for one in node["liveBlogUpdate"]]
    times = [one.attributes["datetime"] for one in tree.css(".update time")]
    heads = [one.text() for one in tree.css(".update h3")]
    assert said == list(zip(heads, times, [second.story_id, first.story_id], strict=True))


def test_a_hundred_updates_cost_one_query_more_and_page_by_key(newsroom, client, live):
    update(newsroom, live)
    with CaptureQueriesContext(connection) as few:
        client.get(url(live))
    for number in range(coverage.SHOWN + 2):
        update(newsroom, live, f"Kabar {number}")
    with CaptureQueriesContext(connection) as many:
        page = client.get(url(live))
    assert len(many) == len(few)
    assert len(shown(client, live)) == coverage.SHOWN
    older = LexborHTMLParser(text_of(page)).css_first(".updates .more a").attributes["href"].partition("#")[0]
    assert text_of(client.get(older)).count('class="update"') == 3
    elsewhere = newsroom.live()
    assert client.get(f"{url(live)}?before={elsewhere.story_id}").status_code == 404
    made_up = client.get(f"{url(elsewhere)}?before=1")  # a story without updates is one page, whatever is asked
    assert (made_up.status_code, made_up["Location"]) == (301, url(elsewhere))


def test_only_a_live_coverage_takes_updates_and_an_update_names_one(newsroom):
    with pytest.raises(NotAllowed):
        filing.add_update(newsroom.live(), by=newsroom.ani, headline="x", text="y")
    lost = newsroom.submitted(genre="update")
    with pytest.raises(publishing.Blocked):
        publishing.publish(lost, by=newsroom.citra, seen=lost.version)


# --- Standing approval ---------------------------------------------------------------------------------------


def approve(newsroom, live, to=None, by=None, hours=2):
    until = newsroom.now + timedelta(hours=hours)
    return standing.approve(live, to or newsroom.ani, by=by or newsroom.citra, until=until)


def refused(rule, act, *args, **kwargs):
    with pytest.raises(NotAllowed) as no:
        act(*args, **kwargs)
    assert no.value.rule == rule


def written(newsroom, live, by=None, **fields):
    article = filing.add_update(live, by=by or newsroom.ani, headline="Abu sampai Maumere", text="Bandara ditutup.")
    if fields:
        newsroom.save(article, newsroom.citra, **fields)
        article.refresh_from_db()
    return article


def test_a_named_person_sends_out_updates_alone_until_the_hour_and_it_is_on_record(newsroom, client, live):
    first = written(newsroom, live)
    refused("standing", publishing.publish_update, first, by=newsroom.ani, seen=first.version)
    approval = approve(newsroom, live)
    assert Word.objects.filter(to=newsroom.ani, kind="assigned").exists()
    publishing.publish_update(first, by=newsroom.ani, seen=first.version)
    assert shown(client, live) == [first.story_id]
    edition = Edition.objects.get(story_id=first.story_id)
    assert (edition.published_by, edition.approved) == ("ani", "publish_update")
    act = Act.objects.get(verb="publish_update")
    assert (act.actor, act.why) == ("ani", "Citra")
    assert Act.objects.get(verb="approve_standing").actor == "citra"
    assert not SecondLook.objects.exists(), "approved beforehand, by somebody else"
    newsroom.at(approval.until)
    late = written(newsroom, live)
    refused("standing", publishing.publish_update, late, by=newsroom.ani, seen=late.version)


def test_it_covers_one_person_one_coverage_and_nothing_that_needs_a_second_person(newsroom, live):
    approve(newsroom, live)
    other = newsroom.live(genre="live", headline="Banjir Demak")
    elsewhere, of_budi, story = (
        written(newsroom, other),
        written(newsroom, live, by=newsroom.budi),
        newsroom.submitted(),
    )
    refused("standing", publishing.publish_update, elsewhere, by=newsroom.ani, seen=elsewhere.version)
    refused("standing", publishing.publish_update, of_budi, by=newsroom.budi, seen=of_budi.version)
    refused("stage", publishing.publish_update, of_budi, by=newsroom.ani, seen=of_budi.version)
    refused("standing", publishing.publish_update, story, by=newsroom.ani, seen=story.version)
    grown = written(newsroom, live, genre="news")
    refused("standing", publishing.publish_update, grown, by=newsroom.ani, seen=grown.version)
    for flag in ("accuses", "about_child", "about_victim", "unverified"):
        flagged = written(newsroom, live, **{flag: True})
        refused("flagged", publishing.publish_update, flagged, by=newsroom.ani, seen=flagged.version)


def test_an_editor_gives_it_to_others_for_hours_and_ends_it_at_once(newsroom, live):
    refused("own", approve, newsroom, live, to=newsroom.citra)
    refused("role", approve, newsroom, live, by=newsroom.budi)
    refused("person", approve, newsroom, live, to=newsroom.fitri)
    refused("until", approve, newsroom, live, hours=25)
    refused("until", approve, newsroom, live, hours=0)
    refused("shown", approve, newsroom, newsroom.live())
    approval = approve(newsroom, live)
    refused("role", standing.end, approval, by=newsroom.ani)
    newsroom.step(minutes=1)
    standing.end(approval, by=newsroom.dedi)
    update = written(newsroom, live)
    refused("standing", publishing.publish_update, update, by=newsroom.ani, seen=update.version)
    assert Act.objects.filter(verb="end_standing").count() == 1


def test_nobody_is_let_send_out_alone_who_was_not_chosen(newsroom, client, live):
    client.force_login(newsroom.citra)
    assert client.get(screen(live)).context["approving"]["to"].subwidgets[0].data["value"] == ""
    until = (newsroom.now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    answer = client.post(screen(live), {"_approve": "1", "to": "", "until": until})
    assert answer.context["approving"].errors.keys() == {"to"}
    assert not StandingApproval.objects.exists()


def test_the_screen_of_a_coverage_gives_it_and_lets_the_person_send_out(newsroom, client, live):
    told = {"headline": "Jalur dibuka", "text": "Bus melintas lagi."}
    client.force_login(newsroom.ani)
    assert 'name="_out"' not in text_of(client.get(screen(live)))
    client.post(screen(live), told | {"_out": "1"})
    assert Article.objects.get(coverage=live).stage == "review", "without an approval it waits for an editor"
    client.force_login(newsroom.citra)
    until = (newsroom.now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    client.post(screen(live), {"_approve": "1", "to": newsroom.ani.pk, "until": until})
    approval = StandingApproval.objects.get()
    client.force_login(newsroom.ani)
    assert 'name="_out"' in text_of(client.get(screen(live)))
    client.post(screen(live), told | {"_out": "1"})
    assert len(shown(client, live)) == 1
    client.post(screen(live), {"_end": approval.pk})
    client.force_login(newsroom.dedi)
    client.post(screen(live), {"_end": approval.pk})
    approval.refresh_from_db()
    assert approval.until == newsroom.now


def test_whoever_writes_for_another_section_alone_adds_no_update_and_follows_no_story(newsroom, live):
    hana = newsroom.person("hana", Bundle.REPORTER, section=newsroom.region.pk)
    with pytest.raises(NotAllowed):
        filing.add_update(live, by=hana, headline="Abu sampai Maumere", text="Bandara ditutup.")
    with pytest.raises(NotAllowed):
        filing.follow(newsroom.live(), by=hana)
    assert filing.follow(newsroom.live(section_id=newsroom.region.pk), by=hana).created_by == hana


def test_the_head_of_a_coverage_tells_when_its_newest_update_came(newsroom, live, client):
    first = url(live)
    assert "Perkembangan terbaru:" not in client.get(first).text
    update(newsroom, live)
    newest = newsroom.now
    page = client.get(first).text
    head = page.partition("<h1>")[0].rpartition("<header>")[2]
    assert "Perkembangan terbaru:" in head
    assert dates.masthead(newest) in head
    assert "menit baca" not in page.partition("</header>")[0]


# --- When it last told something new -------------------------------------------------------------------------

LISTED = ("/", "/kanal/nasional/", "/cari/?q=erupsi", "/berita/{beside}/")
MAPS = ("/sitemap-2035-09-03.xml", "/sitemap-news.xml")


def told_of(client, live, beside):
    """Every moment at which a place says that the coverage last changed, by the place."""
    while work.work_once():
        pass
    page = LexborHTMLParser(text_of(client.get(url(live))))
    (linked,) = (json.loads(one.text())["@graph"][0] for one in page.css('script[type="application/ld+json"]'))
    said = {"page": linked["dateModified"]}
    said["head"] = page.css_first('meta[property="article:modified_time"]').attributes["content"]
    for address in LISTED:
        tree = LexborHTMLParser(text_of(client.get(address.format(beside=beside), follow=True)))
        cards = [one for one in tree.css(".card") if url(live) in one.html]
        assert cards, address
        said[address] = cards[0].css_first("time").attributes["datetime"]
    for address in MAPS:
        (one,) = re.findall(rf"<url><loc>[^<]*{live.story_id}/.*?</url>", text_of(client.get(address)), re.S)
        said[address] = re.search("<lastmod>(.*?)</lastmod>", one)[1]
    (item,) = (one for one in client.get("/json/").json()["items"] if live.story_id in one["url"])
    said["/json/"] = item["date_modified"]
    said["/atom/"] = re.search(rf"{live.story_id}/.*?<updated>(.*?)</updated>", text_of(client.get("/atom/")), re.S)[1]
    said["api"] = client.get(f"/api/v1/stories/{live.story_id}").json()["updated"]
    return {place: datetime.fromisoformat(moment) for place, moment in said.items()}


def test_a_coverage_is_as_old_as_its_newest_update(newsroom, client, live):
    newsroom.step(days=400)
    assert 'class="old"' in text_of(client.get(url(live)))
    update(newsroom, live)
    assert 'class="old"' not in text_of(client.get(url(live)))


def test_wherever_a_coverage_is_named_its_time_is_that_of_its_newest_update(newsroom, client, live):
    began, beside = newsroom.now, newsroom.live(headline="Pasar pagi")
    assert set(told_of(client, live, beside.story_id).values()) == {began}
    update(newsroom, live)
    latest = update(newsroom, live, "Siaga turun")
    assert set(told_of(client, live, beside.story_id).values()) == {newsroom.now}
    (card,) = (one for one in LexborHTMLParser(text_of(client.get("/"))).css(".card") if url(live) in one.html)
    assert card.css_first(".meta").text() == f"Diperbarui: {newsroom.now:%H:%M} WIB"
    newsroom.step(minutes=1)
    publishing.withdraw(latest, by=newsroom.eko, ground="keliru", reason="Tidak benar.")
    assert set(told_of(client, live, beside.story_id).values()) == {began + timedelta(minutes=1)}


def test_kept_pages_that_tell_its_time_are_made_again_when_an_update_comes(kept, newsroom, client, live):
    beside = newsroom.live(headline="Pasar pagi")
    told_of(client, live, beside.story_id)
    update(newsroom, live)
    told = told_of(client, live, beside.story_id)
    assert {place for place, moment in told.items() if moment != newsroom.now} == {"/berita/{beside}/"}
    _answer, queries = asked(client, url(beside))
    assert queries == 0, "a story's page is not made again for what stands beside it"


def test_what_pages_cost_does_not_grow_by_coverages(newsroom, client, live):
    newsroom.live(headline="Pasar pagi")
    for address in ("/", "/kanal/nasional/", "/rss/", "/sitemap-news.xml", *MAPS):
        _answer, before = asked(client, address)
        update(newsroom, live)
        _answer, after = asked(client, address)
        assert after == before, address
