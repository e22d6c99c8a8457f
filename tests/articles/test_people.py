"""People as the administrator makes them: with a name over their stories, and never silently without a right."""

from django.urls import reverse

from accounts.models import Act, User
from articles.models import Author
from tests.articles.test_desk import person_form
from tests.articles.test_previews import client_of


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
