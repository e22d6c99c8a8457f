"""The trail shows every tampering (law 6), and rights reach exactly as far as they were given."""

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from accounts import audit, roles
from accounts.models import Act, Right, User
from accounts.roles import BUNDLES, Bundle
from articles import conditions
from articles.admin import wording
from articles.workflow import MOVES
from guards import triggers
from newsroom import checks
from newsroom.work import work_once
from photos.models import Photo
from tests.photos.pictures import photo_file


@pytest.fixture
def trail(newsroom):
    """Five lines, and hands that may touch them."""
    newsroom.live()
    for number in range(2):
        audit.record("look", f"article:{number}", by=newsroom.eko, why="Diperiksa", number=number)
    with triggers.lifted(triggers.ALL):
        yield list(Act.objects.order_by("seq"))


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_untouched_trail_is_whole_and_each_line_follows_the_one_before(trail):
    assert list(audit.broken()) == []
    assert [act.seq for act in trail] == [1, 2, 3, 4, 5]
    assert [act.previous for act in trail] == [audit.START, *(act.seal for act in trail[:-1])]


@pytest.mark.parametrize("column", ["actor", "verb", "target", "why", "seal", "previous"])
def test_a_changed_word_shows(trail, column):
    Act.objects.filter(seq=3).update(**{column: "palsu"})
    assert 3 in [seq for seq, _what in audit.broken()]


def test_a_changed_moment_shows(trail):
    Act.objects.filter(seq=3).update(at=trail[0].at.replace(year=2001))
    assert list(audit.broken()) == [(3, "was changed")]


def test_changed_particulars_show(trail):
    Act.objects.filter(seq=3).update(facts={"version": 99})
    assert list(audit.broken()) == [(3, "was changed")]


@pytest.mark.parametrize("seq", [1, 2, 4])
def test_a_line_taken_out_shows(trail, seq):
    run("DELETE FROM accounts_act WHERE seq = %s", seq)
    assert (seq, "missing") in list(audit.broken())


def test_a_line_put_in_shows(trail):
    forged = Act(
        seq=6, at=trail[0].at, actor="eko", verb="publish", target="article:x", previous=trail[-1].seal, seal="0" * 64
    )
    forged.save(force_insert=True)
    assert list(audit.broken()) == [(6, "was changed")]


def test_a_line_sealed_anew_with_another_key_shows(trail, settings):
    settings.SECRET_KEY = "kunci-orang-lain-yang-cukup-panjang"
    trail[2].why = "palsu"
    sealed = audit.seal(trail[2])
    run("UPDATE accounts_act SET why = 'palsu', seal = %s WHERE seq = 3", sealed)
    settings.SECRET_KEY = "kunci-redaksi-yang-cukup-panjang"
    assert (3, "was changed") in list(audit.broken())


def test_two_lines_that_changed_places_show(trail):
    for old, new in ((2, 99), (3, 2), (99, 3)):
        run("UPDATE accounts_act SET seq = %s WHERE seq = %s", new, old)
    assert {seq for seq, _what in audit.broken()} >= {2, 3}


def test_a_tail_cut_off_is_seen_by_the_head_kept_outside(trail):
    kept = audit.head()
    run("DELETE FROM accounts_act WHERE seq >= 4")
    assert list(audit.broken()) == []
    assert audit.head() != kept
    assert kept == f"5:{trail[-1].seal}"


def test_an_empty_trail_has_a_head_too(db):
    assert audit.head() == "0"
    assert list(audit.broken()) == []


# --- Rights ---------------------------------------------------------------------------------------------


def test_a_right_for_a_section_covers_it_and_the_ones_below(newsroom):
    hadi = newsroom.person("hadi", Bundle.EDITOR, section=newsroom.region.pk)
    for section, covered in ((newsroom.region, True), (newsroom.east, True), (newsroom.national, False)):
        article = newsroom.draft(section_id=section.pk)
        assert hadi.has_perm(roles.PUBLISH, article) is covered, section


def test_a_right_below_does_not_reach_up(newsroom):
    ida = newsroom.person("ida", Bundle.EDITOR, section=newsroom.east.pk)
    assert ida.may(roles.PUBLISH, (newsroom.east.pk, newsroom.region.pk))
    assert not ida.may(roles.PUBLISH, (newsroom.region.pk, None))
    assert ida.may(roles.PUBLISH), "somewhere at least"


def test_rights_of_several_bundles_add_up_each_in_its_section(newsroom):
    joko = newsroom.person("joko", Bundle.REPORTER)
    Right.objects.create(user=joko, bundle=Bundle.EDITOR, section=newsroom.national.pk)
    joko = User.objects.get(pk=joko.pk)
    assert joko.may(roles.WRITE, (newsroom.east.pk, newsroom.region.pk))
    assert joko.may(roles.PUBLISH, (newsroom.national.pk, None))
    assert not joko.may(roles.PUBLISH, (newsroom.east.pk, newsroom.region.pk))


def test_nobody_signed_out_or_without_a_bundle_may_anything(newsroom):
    kiki = newsroom.person("kiki")
    newsroom.eko.is_active = False
    for permission in frozenset().union(*BUNDLES.values()):
        assert not kiki.may(permission)
        assert not newsroom.eko.may(permission)


def test_the_administrator_may_not_speak_for_the_newsroom():
    speaking = {move.permission for move in MOVES.values()} - {""}
    assert not speaking & BUNDLES[Bundle.ADMINISTRATOR]


def test_each_bundle_of_the_desk_holds_all_of_the_one_below():
    ladder = [BUNDLES[one] for one in (Bundle.INTERN, Bundle.REPORTER, Bundle.EDITOR, Bundle.MANAGING_EDITOR)]
    assert all(lower < upper for lower, upper in pairwise(ladder))


@pytest.mark.django_db
def test_the_command_says_whether_the_trail_holds(capsys, newsroom):
    newsroom.draft()
    call_command("verify_audit")
    assert "The trail holds" in capsys.readouterr().out
    Act.objects.bulk_create([Act(seq=90, at=newsroom.now, actor="x", verb="x", target="x", previous="", seal="x")])
    with pytest.raises(CommandError, match="does not hold"):
        call_command("verify_audit")
    assert "line 90 was changed" in capsys.readouterr().err


def test_what_a_database_writes_otherwise_is_sealed_as_it_is_kept(newsroom, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = Photo.objects.add(photo_file(), by=newsroom.gita, caption="Kapal", credit="Gita", alt="Kapal")
    client.force_login(newsroom.gita)
    assert client.post(reverse("photos:describe", args=[photo.pk]), {"focal_x": "-0"}).status_code == 200
    assert Act.objects.filter(verb="reframe_photo").exists()
    assert list(audit.broken()) == []


@pytest.mark.parametrize("point", ["nan", "inf", "kiri", ""])
def test_a_focal_point_that_is_no_number_is_refused(newsroom, client, settings, tmp_path, point):
    settings.MEDIA_ROOT = tmp_path
    photo = Photo.objects.add(photo_file(), by=newsroom.gita, caption="Kapal", credit="Gita", alt="Kapal")
    client.force_login(newsroom.gita)
    answer = client.post(reverse("photos:describe", args=[photo.pk]), {"focal_x": point})
    assert (answer.status_code, "error" in answer.json()) == (200, True)
    photo.refresh_from_db()
    assert photo.focal_x == 0.5


def test_every_act_of_the_trail_has_a_word_for_people():
    apps = ("accounts", "articles", "editions", "photos", "wire")
    sources = "".join(file.read_text() for app in apps for file in Path(settings.BASE_DIR, app).rglob("*.py"))
    verbs = set(re.findall(r'(?:\brecord|audit\.Line)\(\s*"([^"]+)"', sources))
    listed = {"plan", "change_plan", "retire"} | {
        f"{act}_{kind}" for act in ("add", "change") for kind in ("section", "tag", "author", "fokus", "series")
    }
    assert verbs > {"pick", "add_photo", "lock"}
    assert [verb for verb in verbs | listed if str(wording.act(verb)) == verb] == []


def test_the_trail_names_people_and_leads_to_the_story_it_tells_of(newsroom, client):
    article = newsroom.submitted(headline="Kapal perintis tiba")
    client.force_login(newsroom.eko)
    page = client.get(reverse("admin:accounts_act_changelist")).text
    assert f'<a href="/desk/articles/article/{article.pk}/change/">Kapal perintis tiba</a>' in page
    assert f'<td class="field-who">{newsroom.ani.name}</td>' in page


def test_the_page_of_one_act_says_in_words_who_did_what_to_which_story(newsroom, client):
    article = newsroom.draft(headline="Kapal perintis tiba")
    newsroom.step(minutes=1)
    newsroom.save(article, newsroom.ani, headline="Kapal perintis tiba di Larantuka")
    client.force_login(newsroom.eko)
    saved = Act.objects.get(verb="save")
    page = client.get(reverse("admin:accounts_act_change", args=[saved.pk])).text
    shown, sealed = page.split("collapse", 1)
    assert f'<a href="/desk/articles/article/{article.pk}/change/">Kapal perintis tiba di Larantuka</a>' in shown
    assert f"Disimpan · {newsroom.ani.name}" in shown
    assert f'Judul · <a href="{reverse("admin:articles_article_compare", args=[article.pk])}?ke=' in shown
    assert "{&quot;" not in shown
    assert "historylink" not in shown
    assert saved.seal not in shown
    assert saved.seal in sealed


def test_the_page_of_one_act_shows_a_dash_where_there_is_nothing(newsroom, client):
    audit.record("retire", newsroom.reuters.list_key, by=newsroom.eko)
    client.force_login(newsroom.eko)
    page = client.get(reverse("admin:accounts_act_change", args=[Act.objects.get().pk])).text
    shown = [part.text(strip=True) for part in LexborHTMLParser(page).css("div.readonly")]
    assert "None" not in shown
    assert shown.count("—") == 3


def test_the_page_of_one_act_names_no_story_restricted_to_others(newsroom, client):
    article = newsroom.draft(headline="Belum rahasia")
    conditions.restrict(article, [newsroom.citra], by=newsroom.ani)
    client.force_login(newsroom.fitri)
    for act in Act.objects.all():
        page = client.get(reverse("admin:accounts_act_change", args=[act.pk])).text
        assert "Belum rahasia" not in page
        assert f"Naskah {article.story_id}" in page


@pytest.fixture
def heads(settings, tmp_path):
    """A file outside the database, to which the worker adds the newest seal."""
    settings.TRAIL_HEADS = tmp_path / "heads"
    return settings.TRAIL_HEADS


def an_hour_later(file):
    os.utime(file, (0, 0))


def verified(capsys):
    with pytest.raises(CommandError, match="does not hold"):
        call_command("verify_audit")
    return capsys.readouterr().err.splitlines()


def test_each_hour_the_newest_seal_leaves_the_database(newsroom, trail, heads):
    for _look in range(2):
        work_once()
    (line,) = heads.read_text().splitlines()
    assert line.endswith(f" 5:{trail[-1].seal}")
    an_hour_later(heads)
    work_once()
    assert len(heads.read_text().splitlines()) == 2
    call_command("verify_audit")


def test_a_tail_that_was_cut_shows_by_the_seal_outside(newsroom, trail, heads, capsys):
    work_once()
    Act.objects.filter(seq__gte=4).delete()
    assert verified(capsys) == ["line 5 was exported and is missing"]


def test_a_trail_that_was_sealed_anew_shows_by_the_seal_outside(newsroom, trail, heads, capsys):
    work_once()
    previous = trail[2].previous
    for act in trail[2:]:
        act.actor, act.previous = "budi", previous
        act.seal = previous = audit.seal(act)
        act.save()
    assert verified(capsys) == ["line 5 is not the one whose seal was exported"]
    an_hour_later(heads)
    work_once()
    assert verified(capsys) == ["line 5 is not the one whose seal was exported"]


def test_the_worker_goes_on_where_the_seal_cannot_be_kept_outside(newsroom, trail, settings, tmp_path, caplog):
    settings.TRAIL_HEADS = tmp_path / "nowhere" / "heads"
    for _look in range(3):
        work_once()
    assert caplog.text.count("seal is not kept outside") == 1
    Path(tmp_path, "nowhere").write_text("")
    work_once()
    assert caplog.text.count("seal is not kept outside") == 2, "another reason is told"
    Path(tmp_path, "nowhere").unlink()
    Path(tmp_path, "nowhere").mkdir()
    work_once()
    assert "seal is kept outside again" in caplog.text


def test_whoever_runs_the_site_is_told_by_check_that_seals_stay_away(newsroom, trail, heads, settings, capsys):
    def checked():
        call_command("check")
        return capsys.readouterr().err

    assert "seals are not kept outside" not in checked()
    work_once()
    assert "seals are not kept outside" not in checked()
    an_hour_later(heads)
    assert f"The trail's seals are not kept outside: the newest in {heads} is " in checked()
    heads.unlink()
    settings.TRAIL_HEADS = heads / "nowhere" / "heads"
    assert "is not there, and cannot be made" in checked()


def test_a_trail_that_no_seal_outside_was_held_against_is_not_called_whole_without_a_word(trail, heads, capsys):
    call_command("verify_audit")
    assert f"{heads} holds no seal: whether the end was cut off is not known." in capsys.readouterr().err
    heads.mkdir()
    with pytest.raises(CommandError, match="The seals kept outside cannot be read: .*heads"):
        call_command("verify_audit")


def test_whoever_goes_live_is_told_that_no_seal_is_kept_outside(settings, tmp_path):
    settings.PRODUCTION = True
    assert [one.id for one in checks.the_trail_is_kept_outside_too()] == ["redaksi.W006"]
    settings.TRAIL_HEADS = tmp_path / "heads"
    assert checks.the_trail_is_kept_outside_too() == []
