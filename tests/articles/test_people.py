"""People as the administrator makes them: with a name over their stories, and never silently without a right."""

import pytest
from django.urls import reverse

from accounts import lending
from accounts.models import Act, Right, User
from accounts.roles import Bundle
from articles import publishing
from articles.models import Author
from articles.workflow import NotAllowed
from tests.articles.test_desk import person_form
from tests.desk import client_of


def added(newsroom, *bundles, **fields):
    """The page that follows after the administrator added Hana, and Hana."""
    rights = {f"rights-{number}-bundle": bundle for number, bundle in enumerate(bundles)}
    sent = person_form(new_password="kata-sandi-hana-1", **rights) | {"rights-TOTAL_FORMS": len(bundles)} | fields
    page = client_of(newsroom.fitri).post(reverse("admin:accounts_user_add"), sent, follow=True)
    return page, User.objects.get(username="hana")


def levels(page):
    return [message.level_tag for message in page.context["messages"]]


def test_a_new_intern_finds_their_own_name_over_a_new_story(newsroom):
    page, hana = added(newsroom, "intern")
    assert levels(page) == ["info", "success"]
    form = client_of(hana).get(reverse("admin:articles_article_add")).context["form"]
    assert form.credits.forms[0].initial == {"role": "rep", "author": Author.objects.get(user=hana).pk}
    assert Act.objects.get(verb="add_author").target == Author.objects.get(user=hana).list_key
    assert Act.objects.get(verb="add_author").actor == "fitri"


def test_who_is_given_the_right_to_write_later_gets_a_name_then_and_only_one(newsroom):
    _page, hana = added(newsroom, "distribution")
    assert not Author.objects.filter(user=hana).exists()
    where = reverse("admin:accounts_user_change", args=[hana.pk])
    held = {"rights-TOTAL_FORMS": 2, "rights-INITIAL_FORMS": 1, "rights-0-id": hana.rights.get().pk}
    held |= {"rights-0-user": hana.pk, "rights-0-bundle": "distribution", "rights-1-bundle": "reporter"}
    assert client_of(newsroom.fitri).post(where, person_form(**held)).status_code == 302
    assert Author.objects.get(user=hana).name == "Hana"


def test_a_new_person_does_not_take_the_byline_of_a_namesake_and_the_administrator_is_told(newsroom):
    earlier = Author.objects.create(name="Hana", slug="hana")
    page, hana = added(newsroom, "reporter")
    earlier.refresh_from_db()
    assert earlier.user is None
    assert Author.objects.get(user=hana).slug == "hana-2"
    assert levels(page) == ["info", "warning", "success"]


def test_the_administrator_hears_of_a_person_saved_without_any_right(newsroom):
    page, hana = added(newsroom)
    assert levels(page) == ["warning", "success"]
    home = client_of(hana).get(reverse("admin:index"))
    assert home.context["rightless"]
    assert 'class="panel warns" id="rightless"' in home.text
    assert 'id="rightless"' not in client_of(newsroom.gita).get(reverse("admin:index")).text


def changed(newsroom, someone, role, **fields):
    """The page that follows after the administrator gave somebody another role in the place of the one they had."""
    right = someone.rights.get(lent_by=None)
    held = {"rights-TOTAL_FORMS": 1, "rights-INITIAL_FORMS": 1, "rights-0-id": right.pk, "rights-0-user": someone.pk}
    held |= {"rights-0-bundle": role, "name": someone.name, "username": someone.username}
    where = reverse("admin:accounts_user_change", args=[someone.pk])
    return client_of(newsroom.fitri).post(where, person_form(**held | fields), follow=True)


def test_whoever_is_no_editor_any_more_is_no_duty_editor_either(newsroom):
    (loan,) = lending.lend(newsroom.dedi, by=newsroom.eko, at=newsroom.now)
    newsroom.step(hours=1)
    changed(newsroom, newsroom.dedi, "editor", name="Dedi K.")
    assert lending.on_duty(newsroom.now).exists(), "an editor still"
    page = changed(newsroom, newsroom.dedi, "reporter")
    assert levels(page)[0] == "warning"
    assert not lending.on_duty(newsroom.now).exists()
    act = Act.objects.get(verb="take_back")
    assert (act.actor, act.target) == ("fitri", "person:dedi")
    loan.refresh_from_db()
    assert (loan.ends, loan.lent_by) == (newsroom.now, newsroom.eko), "it stays explained"
    story = newsroom.live()
    newsroom.step(minutes=1)
    with pytest.raises(NotAllowed):
        publishing.withdraw(story, by=User.objects.get(username="dedi"), ground="keliru", reason="Salah orang")


def test_an_editor_of_fewer_sections_is_duty_editor_of_those_alone(newsroom):
    hana = newsroom.person("hana", Bundle.EDITOR, section=newsroom.region.pk)
    Right.objects.create(user=hana, bundle=Bundle.EDITOR, section=newsroom.national.pk)
    lending.lend(hana, by=newsroom.eko, at=newsroom.now)
    newsroom.step(hours=1)
    hana.rights.get(bundle=Bundle.EDITOR, section=newsroom.national.pk).delete()
    changed(newsroom, hana, "editor", **{"rights-0-section": newsroom.region.pk})
    assert [loan.section for loan in lending.loans(newsroom.now)] == [newsroom.region.pk]


def test_a_user_name_stays_with_the_person_whose_acts_it_names(newsroom):
    newsroom.draft(by=newsroom.budi)
    form = client_of(newsroom.fitri).get(reverse("admin:accounts_user_change", args=[newsroom.budi.pk]))
    assert 'name="username"' not in form.text
    changed(newsroom, newsroom.budi, "reporter", username="bambang", name="Budi Santoso")
    newsroom.budi.refresh_from_db()
    assert (newsroom.budi.username, newsroom.budi.name) == ("budi", "Budi Santoso")
    assert 'name="username"' in client_of(newsroom.fitri).get(reverse("admin:accounts_user_add")).text
