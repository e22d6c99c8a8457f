"""Conditions for going live, locks and duty, as each person meets them on the desk."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import lending, roles
from accounts.models import Act, Right, User
from accounts.roles import BUNDLES, Bundle
from articles import conditions, moves, published, publishing, sending
from articles.models import Article, Delivery, Lock, Section, SignOff, Tag
from articles.publishing import locking
from articles.workflow import NotAllowed, Stage
from tests.desk import address, do


def typed(moment):
    return moment.strftime("%Y-%m-%dT%H:%M")


def act(client, article, name, **answers):
    return client.post(address("conditions", article.pk), {"_act": name} | answers, follow=True)


def test_a_sign_off_is_asked_for_and_given_on_the_version_read(newsroom, at_desk):
    article = newsroom.submitted()
    act(at_desk("citra"), article, "ask", kind="data")
    assert "Data" in at_desk("dedi").get(address("conditions", article.pk)).text
    act(at_desk("dedi"), article, "sign", kind="data", seen=article.version)
    row = SignOff.objects.get()
    assert (row.asked_by, row.given_by) == (newsroom.citra, newsroom.dedi)
    act(at_desk("citra"), article, "ask", kind="palsu")
    assert SignOff.objects.count() == 1


def test_whoever_has_no_part_in_a_story_is_offered_nothing_that_only_refuses(newsroom, at_desk):
    article = newsroom.submitted()
    conditions.set_embargo(article, by=newsroom.ani, until=newsroom.now + timedelta(hours=3), giver="Bank Indonesia")
    offered = {}
    for name in ("ani", "budi", "citra"):
        form, page = (
            at_desk(name).get(address("change", article.pk)).text,
            at_desk(name).get(address("conditions", article.pk)),
        )
        acts = [act for act in ("ask", "embargo", "restrict") if f'name="_act" value="{act}"' in page.text]
        offered[name] = (address("links", article.pk) in form, acts)
        assert "Bank Indonesia" in page.text
    everything = (True, ["ask", "embargo", "restrict"])
    assert offered == {"ani": everything, "budi": (False, []), "citra": everything}
    assert at_desk("budi").get(address("links", article.pk)).status_code == 403


def test_an_embargo_is_set_and_broken_on_the_desk(newsroom, at_desk):
    article = newsroom.submitted()
    until = typed(newsroom.now + timedelta(hours=3))
    act(at_desk("ani"), article, "embargo", until=until, giver="Bank Indonesia")
    article.refresh_from_db()
    assert article.embargo_giver == "Bank Indonesia"
    refused = do(at_desk("citra"), article, "publish", when="now")
    assert "Bank Indonesia" in refused.text
    assert "breaking" not in refused.context["form"].fields
    asking = at_desk("eko").get(address("move", article.pk, "publish"))
    assert "Bank Indonesia" in asking.text
    do(at_desk("eko"), article, "publish", when="now", breaking="Sudah bocor")
    article.refresh_from_db()
    assert article.stage == Stage.PUBLISHED


@pytest.fixture
def lock_to_come(newsroom):
    """From 15:00 until 18:00; it is ten in the morning."""
    tag = Tag.objects.create(name="Hitung cepat", slug="hitung-cepat")
    begins, until = newsroom.now + timedelta(hours=5), newsroom.now + timedelta(hours=8)
    return locking.lock(by=newsroom.eko, tag=tag, begins=begins, until=until, why="UU Pemilu")[0]


@pytest.mark.parametrize("name", ["publish", "publish_own", "reschedule"])
def test_a_lock_that_begins_later_is_broken_at_the_moment_chosen(newsroom, at_desk, lock_to_come, name):
    if name == "reschedule":
        article = newsroom.scheduled(newsroom.now + timedelta(hours=1), tags=["Hitung cepat"])
    else:
        article = newsroom.submitted(tags=["Hitung cepat"])
    eko, moment = at_desk("eko"), newsroom.now + timedelta(hours=6)
    answers = {"at": typed(moment)} | ({} if name == "reschedule" else {"when": "later", "why": "sendirian"})
    form = eko.get(address("move", article.pk, name)).context["form"]
    assert (list(form.fields)[-1], form.fields["breaking"].required) == ("breaking", False)
    refused = do(eko, article, name, **answers).context["form"]
    assert list(refused.errors) == ["breaking"]
    assert "UU Pemilu" in str(refused.errors["breaking"])
    assert do(eko, article, name, **answers, breaking="KPU sudah mengumumkan").status_code == 302
    assert published.status(article.story_id, at=newsroom.now).to_come.published_at == moment
    line = Act.objects.get(verb=name)
    assert (line.facts["broke"], line.facts["because"]) == (["locked"], "KPU sudah mengumumkan")


def test_a_reason_that_nothing_asked_for_breaks_nothing(newsroom, at_desk, lock_to_come):
    article = newsroom.submitted(tags=["Hitung cepat"])
    assert do(at_desk("eko"), article, "publish", when="now", breaking="Siapa tahu").status_code == 302
    line = Act.objects.get(verb="publish")
    assert not line.facts.keys() & {"broke", "because"}
    assert "Siapa tahu" not in line.why


@pytest.mark.parametrize("name", ["lift", "reinstate"])
def test_a_lock_on_the_text_that_comes_back_is_broken_whatever_stands_on_the_desk(newsroom, at_desk, name):
    article = newsroom.live(tags=["Hitung cepat"])
    newsroom.step(minutes=1)
    moves.move(article, "revise", by=newsroom.ani)
    article = newsroom.save(Article.objects.get(), newsroom.ani, tags=["Laut"])
    if name == "lift":
        publishing.hold(article, by=newsroom.citra, reason="Diperiksa")
    else:
        publishing.withdraw(article, by=newsroom.eko, ground="keliru", reason="Salah tayang")
    until = newsroom.now + timedelta(hours=3)
    locking.lock(by=newsroom.eko, tag=Tag.objects.get(name="Hitung cepat"), until=until, why="UU Pemilu")
    newsroom.step(minutes=1)
    eko = at_desk("eko")
    assert "UU Pemilu" in eko.get(address("move", article.pk, name)).context["form"].fields["breaking"].help_text
    assert list(do(eko, article, name, reason="Benar").context["form"].errors) == ["breaking"]
    assert do(eko, article, name, reason="Benar", breaking="KPU sudah mengumumkan").status_code == 302
    assert published.status(article.story_id, at=newsroom.now).shown == "live"
    assert Act.objects.get(verb=name).facts["broke"] == ["locked"]


@pytest.mark.parametrize("until", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_an_embargo_until_a_year_that_nobody_can_mean_is_refused_by_its_year(newsroom, at_desk, until):
    article = newsroom.submitted()
    page = act(at_desk("ani"), article, "embargo", until=until, giver="Bank Indonesia")
    assert "Tahunnya harus di antara 1900 dan 2199." in page.text
    article.refresh_from_db()
    assert article.embargo_until is None


def test_an_embargo_that_is_refused_stays_on_the_screen_with_its_reason_and_all_that_was_typed(newsroom, at_desk):
    article = newsroom.submitted()
    until, sooner = (typed(newsroom.now + timedelta(hours=hours)) for hours in (3, 2))
    page = act(at_desk("ani"), article, "embargo", until=until, giver="")
    form = page.context["embargo"]
    assert (list(form.errors), form["until"].value()) == (["giver"], until)
    assert f'value="{until}"' in page.text
    assert "errornote" in page.text
    act(at_desk("ani"), article, "embargo", until=until, giver="Bank Indonesia")
    form = act(at_desk("eko"), article, "embargo", until=sooner, giver="Bank Sentral", why="").context["embargo"]
    assert (list(form.errors), form["until"].value(), form["giver"].value()) == (["why"], sooner, "Bank Sentral")
    refused = act(at_desk("citra"), article, "embargo", until="", giver="")
    assert list(refused.context["embargo"].errors) == ["__all__"]
    article.refresh_from_db()
    assert article.embargo_giver == "Bank Indonesia"


def test_people_ticked_stay_ticked_where_a_restriction_is_refused(newsroom, client):
    article = newsroom.live()
    hana = newsroom.person("hana", Bundle.DISTRIBUTION)
    client.force_login(hana)
    page = act(client, article, "restrict", people=[newsroom.citra.pk, hana.pk])
    assert list(page.context["restrict"].errors) == ["__all__"]
    assert page.context["restrict"]["people"].value() == [str(newsroom.citra.pk), str(hana.pk)]
    article.refresh_from_db()
    assert not article.restricted


def test_a_loan_that_is_refused_keeps_the_hours_that_were_typed(newsroom, at_desk):
    begins, ends = (typed(newsroom.now + timedelta(hours=hours)) for hours in (8, 2))
    page = at_desk("eko").post(address("duty"), {"to": newsroom.citra.pk, "begins": begins, "ends": ends})
    form = page.context["form"]
    assert list(form.errors) == ["__all__"]
    assert (form["begins"].value(), form["ends"].value()) == (begins, ends)
    assert begins in page.text
    assert not Right.objects.filter(bundle=Bundle.PIKET).exists()


def test_a_restricted_story_is_nowhere_on_anothers_desk(newsroom, at_desk):
    article = newsroom.submitted(headline="Rahasia bersama")
    act(at_desk("ani"), article, "restrict", people=[newsroom.citra.pk])
    for name, seen in (("citra", True), ("dedi", False), ("eko", False)):
        client = at_desk(name)
        for url in (reverse("admin:index"), address("queue"), address("changelist")):
            assert ("Rahasia bersama" in client.get(url).text) == seen, (name, url)
        assert client.get(address("change", article.pk)).status_code == (200 if seen else 404)


def test_a_duplicate_is_joined_by_the_address_of_the_story_that_stays(newsroom, at_desk, client):
    first, second = newsroom.live(), newsroom.live(by=newsroom.budi, headline="Kabar ganda")
    newsroom.step(minutes=2)
    refused = do(at_desk("citra"), second, "join", into="tidak-ada")
    assert refused.context["form"].errors["into"]
    do(at_desk("citra"), second, "join", into=f"https://nusaharian.id/berita/{first.story_id}/kapal/?utm_source=x")
    assert client.get(f"/berita/{second.story_id}/kabar-ganda/").status_code == 301


def test_the_managing_editor_locks_and_lifts(newsroom, at_desk):
    tag = Tag.objects.create(name="Hitung cepat", slug="hitung-cepat")
    add, until = reverse("admin:articles_lock_add"), typed(newsroom.now + timedelta(hours=3))
    fields = {"tag": tag.name.upper(), "flag": "", "begins": "", "until": until, "why": "UU Pemilu"}
    assert at_desk("citra").post(add, fields).status_code == 403
    assert at_desk("eko").post(add, fields | {"flag": "accuses"}).context["adminform"].errors
    unknown = at_desk("eko").post(add, fields | {"tag": "Hitung lambat"})
    assert "Tidak ada tag bernama “Hitung lambat”." in unknown.text
    assert at_desk("eko").post(add, fields).status_code == 302
    lock = Lock.objects.get()
    assert (lock.tag, lock.by) == (tag, newsroom.eko)
    assert "Hitung cepat" in at_desk("citra").get(reverse("admin:articles_lock_changelist")).text
    lift = reverse("admin:articles_lock_lift", args=[lock.pk])
    at_desk("citra").post(lift, {"why": "Sudah"})
    assert Lock.objects.get().lifted_at is None
    at_desk("eko").post(lift, {"why": "Dicabut KPU"})
    assert Lock.objects.get().lifted_at == newsroom.now


def test_a_lock_that_somebody_else_lifted_is_not_said_to_be_lifted_once_more(newsroom, at_desk):
    until = newsroom.now + timedelta(hours=3)
    lock, _stopped = locking.lock(by=newsroom.eko, flag="accuses", until=until, why="Putusan sela")
    lift = reverse("admin:articles_lock_lift", args=[lock.pk])
    assert at_desk("eko").post(lift, {"why": "Putusan dibacakan"}).status_code == 302
    again = at_desk("eko").post(lift, {"why": "Sidang ditunda"})
    assert (again.status_code, again.context["form"]["why"].value()) == (200, "Sidang ditunda")
    assert list(Act.objects.filter(verb="unlock").values_list("why", flat=True)) == ["Putusan dibacakan"]


def test_a_lock_that_ends_before_it_begins_is_an_error_on_its_form_which_stays(newsroom, at_desk):
    eko, add = at_desk("eko"), reverse("admin:articles_lock_add")
    fields = {"tag": "", "flag": "accuses", "why": "UU Pemilu", "begins": typed(newsroom.now + timedelta(hours=3))}
    for until in (newsroom.now + timedelta(hours=1), newsroom.now - timedelta(hours=1)):
        page = eko.post(add, fields | {"until": typed(until)})
        assert page.status_code == 200
        form = page.context["adminform"].form
        assert (list(form.errors), form["why"].value()) == (["until"], "UU Pemilu")
    assert not Lock.objects.exists()


def test_the_managing_editor_lends_the_override_and_takes_it_back(newsroom, at_desk):
    duty, until = address("duty"), typed(newsroom.now + timedelta(hours=8))
    at_desk("citra").post(duty, {"to": newsroom.dedi.pk, "ends": until})
    assert not Right.objects.filter(bundle=Bundle.PIKET).exists()
    at_desk("eko").post(duty, {"to": newsroom.citra.pk, "ends": until})
    right = Right.objects.get(bundle=Bundle.PIKET)
    assert "Citra" in at_desk("ani").get(duty).text
    article = newsroom.submitted(by=newsroom.citra)
    do(at_desk("citra"), article, "publish_own", when="now", why="sendirian")
    assert Article.objects.get(pk=article.pk).stage == Stage.PUBLISHED
    newsroom.step(hours=1)
    at_desk("eko").post(duty, {"_back": right.pk})
    right.refresh_from_db()
    assert right.ends == newsroom.now


def test_the_override_is_offered_to_whoever_may_publish(newsroom, at_desk, monkeypatch):
    monkeypatch.setitem(BUNDLES, Bundle.DISTRIBUTION, BUNDLES[Bundle.DISTRIBUTION] | {roles.PUBLISH})
    hana = newsroom.person("hana", Bundle.DISTRIBUTION)
    offered = at_desk("eko").get(address("duty")).context["form"].fields["to"].queryset
    assert set(offered) == {newsroom.citra, newsroom.dedi, hana}
    at_desk("eko").post(address("duty"), {"to": hana.pk})
    assert Right.objects.filter(bundle=Bundle.PIKET, user=hana).exists()


def test_a_section_is_told_which_sign_offs_it_asks_for(newsroom, at_desk):
    where = reverse("admin:articles_section_change", args=[newsroom.national.pk])
    fields = {"name": "Nasional", "slug": "nasional", "position": 1, "sign_offs": ["hukum", "foto"]}
    assert at_desk("citra").post(where, fields).status_code == 302
    assert Section.objects.get(pk=newsroom.national.pk).sign_offs == ["hukum", "foto"]
    article = newsroom.submitted()
    assert {tick.kind for tick in conditions.sign_offs(article, article.snapshot())} == {"hukum", "foto"}


def test_a_restricted_story_to_come_is_seen_ahead_by_those_named_alone(newsroom, at_desk):
    moment = newsroom.now + timedelta(hours=2)
    article = newsroom.scheduled(moment, headline="Rahasia bersama")
    conditions.restrict(article, [newsroom.citra], by=newsroom.ani)
    ahead = address("front_ahead") + f"?pada={typed(moment + timedelta(hours=1))}"
    assert "Rahasia bersama" in at_desk("citra").get(ahead).text
    for name in ("dedi", "ani", "gita"):
        refused = at_desk(name).get(ahead)
        assert refused.status_code == 403
        assert "Rahasia bersama" not in refused.text
    assert at_desk("dedi").get(address("front_ahead") + "?pada=9999-12-31T23:00").status_code == 403


def test_nobody_hears_any_more_of_a_story_that_was_restricted_to_others(newsroom, at_desk, settings):
    settings.NEWSROOM_CHANNEL = ("webhook", "https://chat.example/in")
    article = newsroom.submitted(headline="Belum rahasia")
    bell = address("bell")
    assert "Belum rahasia" in at_desk("dedi").get(bell).text
    conditions.restrict(article, [newsroom.citra], by=newsroom.ani)
    article.refresh_from_db()
    assert "Belum rahasia" not in at_desk("dedi").get(bell).text
    before = Delivery.objects.filter(channel="newsroom").count()
    publishing.publish(article, by=newsroom.citra, seen=article.version)
    assert Delivery.objects.filter(channel="newsroom").count() == before
    assert sending.deliver() == before  # let go of, unsent


def test_whoever_holds_a_section_lends_that_section_and_to_who_edits_there(newsroom):
    lender = newsroom.person("hana", Bundle.MANAGING_EDITOR, section=newsroom.region.pk)
    same, other = (
        newsroom.person(name, Bundle.EDITOR, section=section.pk)
        for name, section in (("irma", newsroom.region), ("joko", newsroom.national))
    )
    with pytest.raises(lending.NotLent):
        lending.lend(other, by=lender, at=newsroom.now)
    lending.lend(newsroom.dedi, by=lender, at=newsroom.now)
    (right,) = lending.lend(same, by=lender, at=newsroom.now)
    assert right.section == newsroom.region.pk
    national, regional = newsroom.live(), newsroom.live(headline="Kapal pergi", section_id=newsroom.region.pk)
    newsroom.step(minutes=1)
    for borrower in (same, newsroom.dedi):
        person = User.objects.get(pk=borrower.pk)
        with pytest.raises(NotAllowed):
            publishing.withdraw(national, by=person, ground="keliru", reason="Salah")
    publishing.withdraw(regional, by=User.objects.get(pk=same.pk), ground="keliru", reason="Salah")
