"""Proyeksi liputan: what is planned, assigned, dropped, and the week as it stands."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from accounts.models import Act
from articles import moves, planning, publishing
from articles.models import Article, Author, Note, Plan, Section, Word
from articles.workflow import NotAllowed
from tests.desk import client_of

WEEK = reverse("admin:articles_article_planning")


@pytest.fixture
def plan(newsroom):
    return planned(newsroom)


def planned(newsroom, **facts):
    plain = {
        "slug": "kapal larantuka", "section": newsroom.national, "reporter": Author.objects.get(user=newsroom.ani),
        "length": 400, "due": newsroom.now + timedelta(hours=5), "brief": "Tanyai nakhoda.",
    }  # fmt: skip
    return planning.put(Plan(**plain | facts, by=newsroom.citra), by=newsroom.citra)


def typed(newsroom, **changes):
    plain = {
        "slug": "harga beras", "section": newsroom.national.pk, "reporter": Author.objects.get(user=newsroom.ani).pk,
        "length": "500", "due": "2035-09-05T15:00", "brief": "Pasar induk.",
    }  # fmt: skip
    return plain | changes


def shown(user, **query):
    return client_of(user).get(WEEK, query).content.decode()


def test_an_editor_plans_a_story_and_the_desk_sees_it_on_its_day_with_its_zone(newsroom):
    assert client_of(newsroom.citra).post(WEEK, typed(newsroom)).status_code == 302
    page = shown(newsroom.ani)
    assert "harga beras" in page
    assert "Rabu 05 Sep 2035 15:00 WIB" in page
    assert "500 kata" in page
    assert Act.objects.filter(verb="plan", actor="citra").count() == 1


def test_what_is_badly_filled_in_is_named_and_kept(newsroom):
    client = client_of(newsroom.citra)
    page = client.post(WEEK, typed(newsroom, due="2035-09-01T10:00", length="-3", section="")).content.decode()
    assert "Waktu itu sudah lewat." in page
    assert page.count("errorlist") == 3
    assert "Pasar induk." in page
    assert not Plan.objects.exists()


def test_assigning_makes_the_reporters_draft_with_the_sections_template_and_tells_them(newsroom, plan):
    Section.objects.filter(pk=newsroom.national.pk).update(template="[[ lead ]]\nLatar: [[ … ]]")
    client_of(newsroom.citra).post(WEEK, {"_act": "assign", "plan": plan.pk})
    draft = Plan.objects.get().article
    assert (draft.created_by, draft.stage, draft.headline) == (newsroom.ani, "draft", "kapal larantuka")
    assert (draft.commissioned_length, draft.deadline) == (400, plan.due)
    assert draft.body == "<p>[[ lead ]]</p><p>Latar: [[ … ]]</p>"
    assert [row.author.user for row in draft.credits.all()] == [newsroom.ani]
    assert Note.objects.get(article=draft).text == "Tanyai nakhoda."
    assert Word.objects.get(to=newsroom.ani).kind == Word.Kind.ASSIGNED
    page = shown(newsroom.citra)
    assert reverse("admin:articles_article_change", args=[draft.pk]) in page
    assert Act.objects.latest("seq").verb == "assign"


def test_the_editor_who_assigned_a_story_may_publish_it_and_its_reporter_may_not(newsroom, plan):
    draft = planning.assign(plan, by=newsroom.citra)
    draft = newsroom.save(draft, newsroom.ani, body="<p>Kapal tiba.</p>", headline="Kapal tiba", deck="Subjudul")
    draft = moves.move(draft, "submit", by=newsroom.ani)
    publishing.publish(draft, by=newsroom.citra, seen=draft.version)
    draft.refresh_from_db()
    assert draft.stage == "published"


def test_two_editors_who_assign_at_once_make_one_draft_and_the_second_is_told(newsroom, plan):
    stale = Plan.objects.get()
    planning.assign(plan, by=newsroom.citra)
    with pytest.raises(NotAllowed, match="draf"):
        planning.assign(stale, by=newsroom.dedi)
    assert Article.objects.count() == 1
    assert client_of(newsroom.dedi).post(WEEK, {"_act": "assign", "plan": plan.pk}, follow=True).status_code == 200
    assert Article.objects.count() == 1


def test_nobody_is_assigned_what_their_rights_do_not_cover(newsroom, plan):
    newsroom.ani.rights.update(section=newsroom.region.pk)
    with pytest.raises(NotAllowed, match="tidak boleh menulis"):
        planning.assign(plan, by=newsroom.citra)


def test_nobody_is_assigned_what_has_no_reporter_or_one_who_left(newsroom):
    nobody = planned(newsroom, reporter=None)
    with pytest.raises(NotAllowed):
        planning.assign(nobody, by=newsroom.citra)
    left = planned(newsroom)
    newsroom.ani.is_active = False
    newsroom.ani.save()
    with pytest.raises(NotAllowed):
        planning.assign(left, by=newsroom.citra)
    assert not Article.objects.exists()


def test_a_plan_is_dropped_with_a_reason_and_planned_again(newsroom, plan):
    client = client_of(newsroom.citra)
    client.post(WEEK, {"_act": "drop", "plan": plan.pk, "why": " "})
    assert Plan.objects.get().dropped_by is None
    client.post(WEEK, {"_act": "drop", "plan": plan.pk, "why": "Kapal batal berlayar"})
    assert "Kapal batal berlayar" in shown(newsroom.ani)
    with pytest.raises(NotAllowed):
        planning.assign(plan, by=newsroom.citra)
    client.post(WEEK, {"_act": "take_up", "plan": plan.pk})
    assert planning.assign(plan, by=newsroom.citra)
    assert [act.verb for act in Act.objects.order_by("seq")] == ["plan", "drop_plan", "take_up_plan", "assign"]


def test_enter_in_the_reason_for_dropping_a_plan_drops_it(newsroom, plan):
    page = LexborHTMLParser(shown(newsroom.citra))
    (form,) = (one for one in page.css("form") if one.css_first(f"#why-{plan.pk}"))
    pressed = form.css_first("button")
    sent = {one.attributes["name"]: one.attributes.get("value") for one in form.css("input[type=hidden]")}
    sent |= {pressed.attributes["name"]: pressed.attributes["value"], "why": "Kapal batal berlayar"}
    client_of(newsroom.citra).post(WEEK, sent)
    standing = Plan.objects.get()
    assert (standing.why_dropped, standing.article) == ("Kapal batal berlayar", None)


def test_a_plan_is_changed_until_it_is_assigned(newsroom, plan):
    client, address = client_of(newsroom.citra), reverse("admin:articles_article_plan", args=[plan.pk])
    assert "kapal larantuka" in client.get(address).content.decode()
    assert client.post(address, typed(newsroom, slug="kapal maumere")).status_code == 302
    assert Plan.objects.get().slug == "kapal maumere"
    planning.assign(plan, by=newsroom.citra)
    page = client.post(address, typed(newsroom, slug="kapal lain")).content.decode()
    assert "kapal lain" in page
    assert Plan.objects.get().slug == "kapal maumere"


def opened(client, page):
    """What a browser sends from the form on the page, if nothing is typed."""
    sent = {}
    form = LexborHTMLParser(client.get(page).text).css_first("form.quick")
    for one in form.css("input[name], textarea[name]"):
        sent[one.attributes["name"]] = one.attributes.get("value", one.text().removeprefix("\n"))
    for one in form.css("select[name]"):
        chosen = one.css_first("option[selected]")
        sent[one.attributes["name"]] = chosen.attributes["value"] if chosen else ""
    return sent


def test_a_page_long_open_takes_back_nothing_of_a_plan_that_others_changed(newsroom):
    plan = planned(newsroom, reporter=None, brief="")
    page = reverse("admin:articles_article_plan", args=[plan.pk])
    citra, dedi = client_of(newsroom.citra), client_of(newsroom.dedi)
    long_open = opened(dedi, page)
    changed = {"reporter": newsroom.ani.author.pk, "brief": "Hubungi BPBD dulu"}
    assert citra.post(page, opened(citra, page) | changed).status_code == 302
    assert dedi.post(page, long_open | {"due": "2035-09-05T12:00"}).status_code == 302
    standing = Plan.objects.get()
    assert (standing.reporter, standing.brief) == (newsroom.ani.author, "Hubungi BPBD dulu")
    assert standing.due.isoformat() == "2035-09-05T05:00:00+00:00"


def test_two_who_change_the_same_of_a_plan_are_told_and_the_second_save_keeps_theirs(newsroom, plan):
    page = reverse("admin:articles_article_plan", args=[plan.pk])
    citra, dedi = client_of(newsroom.citra), client_of(newsroom.dedi)
    mine = opened(dedi, page) | {"reporter": newsroom.budi.author.pk, "due": "2035-09-05T12:00"}
    citra.post(page, opened(citra, page) | {"reporter": "", "due": "2035-09-05T16:00"})
    again = dedi.post(page, mine)
    assert set(again.context["form"].errors) == {"reporter", "due"}
    assert "16:00 WIB" in again.text
    assert Plan.objects.get().reporter is None
    kept = {
        bound.html_initial_name: again.context["form"].data[bound.html_initial_name] for bound in again.context["form"]
    }
    assert dedi.post(page, mine | kept).status_code == 302
    assert Plan.objects.get().reporter == newsroom.budi.author


def test_an_editor_of_one_section_takes_no_plan_out_of_another(newsroom, plan):
    newsroom.dedi.rights.update(section=newsroom.east.pk)
    client, address = client_of(newsroom.dedi), reverse("admin:articles_article_plan", args=[plan.pk])
    page = client.post(address, typed(newsroom, section=newsroom.east.pk)).content.decode()
    assert "errornote" in page or "errorlist" in page
    client.post(WEEK, {"_act": "drop", "plan": plan.pk, "why": "Bukan kanal saya"})
    standing = Plan.objects.get()
    assert (standing.section, standing.dropped_by) == (newsroom.national, None)


def test_a_reporter_reads_the_plan_and_changes_nothing_of_it(newsroom, plan):
    client = client_of(newsroom.budi)
    assert "Tugaskan" not in shown(newsroom.budi)
    assert client.post(WEEK, typed(newsroom)).status_code == 403
    client.post(WEEK, {"_act": "assign", "plan": plan.pk})
    client.post(WEEK, {"_act": "drop", "plan": plan.pk, "why": "Malas"})
    assert client.get(reverse("admin:articles_article_plan", args=[plan.pk])).status_code == 403
    assert (Plan.objects.get().article, Plan.objects.get().dropped_by) == (None, None)


def test_an_intern_sees_what_is_theirs_alone(newsroom, plan):
    assert "kapal larantuka" not in shown(newsroom.gita)


def test_the_week_shows_what_is_scheduled_and_keeps_restricted_stories_to_those_named(newsroom):
    story = newsroom.scheduled(newsroom.now + timedelta(days=2), headline="Pelabuhan dibuka")
    assert "Pelabuhan dibuka" in shown(newsroom.ani)
    assert "Pelabuhan dibuka" not in shown(newsroom.ani, pekan="2035-09-10")
    Article.objects.filter(pk=story.pk).update(restricted=True)
    assert "Pelabuhan dibuka" not in shown(newsroom.ani)


def test_a_section_shows_its_own_and_odd_weeks_are_this_one(newsroom, plan):
    assert "kapal larantuka" in shown(newsroom.ani, kanal="nasional")
    assert "kapal larantuka" not in shown(newsroom.ani, kanal="daerah")
    for odd in ("x", "2035-13-45", "0001-01-01", "9999-12-31", "2035-W36"):
        assert "kapal larantuka" in shown(newsroom.ani, pekan=odd)


def test_a_week_costs_the_same_with_three_plans_as_with_thirty(newsroom):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            shown(newsroom.citra)
        return len(asked)

    for number in range(3):
        planning.assign(planned(newsroom, slug=f"rencana {number}"), by=newsroom.citra)
    cost()
    few = cost()
    for number in range(27):
        planning.assign(planned(newsroom, slug=f"rencana lain {number}"), by=newsroom.citra)
    assert cost() == few


def test_a_plan_is_never_deleted(plan):
    with pytest.raises(PermissionDenied):
        plan.delete()


def test_what_is_planned_for_a_reporter_stands_on_their_desk_and_is_begun_from_there(newsroom):
    plan = planned(newsroom, slug="Pelabuhan baru", brief="Tanya warga")
    desks = {user.username: client_of(user) for user in (newsroom.ani, newsroom.budi)}
    home, week = reverse("admin:index"), WEEK
    assert "Pelabuhan baru" not in desks["budi"].get(home).text
    page = desks["ani"].get(home).text
    assert "Direncanakan untuk Anda" in page
    assert "Tanya warga" in page
    begin = {"_act": "assign", "plan": plan.pk}
    assert "Peran Anda tidak mencakup" in desks["budi"].post(week, begin, follow=True).text
    assert not Article.objects.exists()
    answer = desks["ani"].post(week, begin)
    article = Article.objects.get()
    assert answer["Location"] == reverse("admin:articles_article_change", args=[article.pk])
    assert (article.created_by, article.headline) == (newsroom.ani, "Pelabuhan baru")
    assert not Word.objects.filter(to=newsroom.ani).exists()
    assert "Direncanakan untuk Anda" not in desks["ani"].get(home).text


def test_a_plan_that_was_not_stored_says_so_on_top_with_a_way_to_each_field(newsroom):
    answer = client_of(newsroom.citra).post(WEEK, {"slug": "Pasar", "section": newsroom.national.pk})
    top, _form = answer.text.split('class="week"')
    assert "Belum ada yang disimpan" in top
    assert 'href="#id_due"' in top


def test_of_this_week_the_days_gone_by_stand_there_where_they_hold_something(newsroom, client):
    newsroom.step(days=2)  # a Wednesday
    client.force_login(newsroom.citra)
    shown = client.get(reverse("admin:articles_article_planning")).text
    assert "Senin, 3 September 2035" not in shown
    assert "Rabu, 5 September 2035" in shown
    whole = client.get(reverse("admin:articles_article_planning"), {"pekan": "2035-08-27"}).text
    assert "Senin, 27 Agustus 2035" in whole
