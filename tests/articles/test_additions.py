"""Susulan: what an author adds while the editors have the story; and a story sent to one editor or one desk."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from articles import additions, moves, publishing, three_way
from articles.models import Addition, Article
from articles.workflow import NotAllowed
from tests.articles.test_together import told
from tests.desk import address


def refused(rule, act, *args, **kwargs):
    with pytest.raises(NotAllowed) as no:
        act(*args, **kwargs)
    assert no.value.rule == rule
    return str(no.value)


# --- Susulan -------------------------------------------------------------------------------------------------


def test_an_author_sends_an_addition_and_the_editor_takes_it_into_the_text(newsroom, at_desk):
    article = moves.move(newsroom.submitted(), "claim", by=newsroom.citra)
    ani, citra = at_desk("ani"), at_desk("citra")
    assert "Kirim susulan" in ani.get(address("change", article.pk)).text
    ani.post(address("send_addition", article.pk), {"text": "Kapten: semua selamat.\n\n<b>Tiga</b> luka ringan."})
    addition = Addition.objects.get()
    assert addition.body == "<p>Kapten: semua selamat.</p><p>&lt;b&gt;Tiga&lt;/b&gt; luka ringan.</p>"
    assert told(newsroom.citra)[-1] == "addition"
    assert "addition" not in told(newsroom.dedi), "somebody holds the story: the others need not hear of it"
    screen = citra.get(address("change", article.pk)).text
    assert "Kapten: semua selamat." in screen
    assert "Susulan" in citra.get(address("queue")).text
    citra.post(address("settle_addition", article.pk, addition.pk), {"_act": "take_in"})
    after = Article.objects.get()
    assert after.body == article.body + addition.body
    assert (after.stage, after.version) == ("review", article.version + 1)
    assert after.revisions.first().act == "take_in_addition"
    assert told(newsroom.ani)[-1] == "addition"
    assert not after.is_own(newsroom.citra), "taking it in makes nobody an author"
    publishing.publish(after, by=newsroom.citra, seen=after.version)


def test_what_was_left_out_stays_in_the_history_and_out_of_the_text(newsroom, at_desk):
    article = newsroom.submitted()
    addition = additions.send(article, "Belum pasti: kapal kedua.", by=newsroom.ani)
    at_desk("citra").post(address("settle_addition", article.pk, addition.pk), {"_act": "leave"})
    assert Article.objects.get().body == article.body
    assert told(newsroom.ani)[-1] == "addition"
    timeline = at_desk("dedi").get(address("history", article.pk)).text
    assert "Belum pasti: kapal kedua." in timeline
    assert "tidak dipakai oleh Citra" in timeline


def test_only_its_authors_add_and_only_while_the_editors_have_it(newsroom):
    article = newsroom.draft()
    refused("add", additions.send, article, "Susulan", by=newsroom.ani)
    article = moves.move(article, "submit", by=newsroom.ani)
    refused("add", additions.send, article, "Susulan", by=newsroom.budi)
    refused("body", additions.send, article, " \n ", by=newsroom.ani)
    publishing.publish(article, by=newsroom.citra, seen=article.version)
    refused("add", additions.send, article, "Susulan", by=newsroom.ani)
    assert not Addition.objects.exists()


def test_an_author_settles_nothing_in_review_and_may_once_the_story_is_returned(newsroom):
    article = newsroom.submitted()
    addition = additions.send(article, "Kapten: semua selamat.", by=newsroom.ani)
    refused("write", additions.take_in, addition, by=newsroom.ani)
    refused("write", additions.leave, addition, by=newsroom.budi)
    moves.move(article, "return", by=newsroom.citra, note="Satukan dengan susulan")
    additions.take_in(addition, by=newsroom.ani)
    assert "semua selamat" in Article.objects.get().body


def test_an_addition_is_settled_once(newsroom, at_desk):
    article = newsroom.submitted()
    addition = additions.send(article, "Kapten: semua selamat.", by=newsroom.ani)
    additions.take_in(addition, by=newsroom.citra)
    refused("settled", additions.leave, addition, by=newsroom.dedi)
    assert at_desk("dedi").post(address("settle_addition", newsroom.submitted().pk, addition.pk)).status_code == 404
    assert Article.objects.get(pk=article.pk).body.count("semua selamat") == 1


def test_whoever_has_the_story_open_loses_nothing_when_an_addition_is_taken_in(newsroom):
    article = newsroom.submitted()
    opened = Article.objects.get(pk=article.pk)
    addition = additions.send(article, "Kapten: semua selamat.", by=newsroom.ani)
    additions.take_in(addition, by=newsroom.dedi)
    with pytest.raises(moves.Conflict) as clash:
        newsroom.save(opened, newsroom.citra, body=opened.body.replace("dermaga", "pelabuhan"))
    base = opened.current_revision().snapshot
    text, clashes = three_way.merged(base, clash.value.mine.snapshot, clash.value.theirs.snapshot)
    assert clashes == []
    assert "pelabuhan" in text["body"]
    assert "semua selamat" in text["body"]


def test_a_refused_addition_stays_on_the_screen_with_the_reason(newsroom, at_desk):
    article = newsroom.submitted()
    publishing.publish(article, by=newsroom.citra, seen=article.version)
    answer = at_desk("ani").post(address("send_addition", article.pk), {"text": "Panjang & penting"})
    assert "Panjang &amp; penting" in answer.text
    assert "Hanya naskah di meja redaktur" in answer.text


def test_an_addition_that_no_story_can_hold_is_refused_and_stays_on_the_screen(newsroom, at_desk):
    article = newsroom.submitted()
    answer = at_desk("ani").post(address("send_addition", article.pk), {"text": "kata " * 100_000})
    assert "paling banyak 400 kB" in answer.text
    assert answer.context["unsent"].startswith("kata kata")
    assert not Addition.objects.exists()


def test_an_addition_that_makes_the_story_too_long_is_not_taken_in_and_waits_on(newsroom, at_desk):
    article = newsroom.submitted(body="<p>" + "kata " * 79_000 + "</p>")
    addition = additions.send(article, "kata " * 5000, by=newsroom.ani)
    settling = address("settle_addition", article.pk, addition.pk)
    answer = at_desk("citra").post(settling, {"_act": "take_in"}, follow=True)
    assert "paling banyak 400 kB" in answer.text
    assert list(Addition.objects.waiting()) == [addition]
    assert Article.objects.get().version == article.version


def test_an_author_whose_save_came_too_late_is_shown_the_way(newsroom):
    article = newsroom.submitted()
    words = refused("write", newsroom.save, article, newsroom.ani, body="<p>Versi baru</p>")
    assert "susulan" in words
    assert "susulan" not in refused("write", newsroom.save, article, newsroom.budi, body="<p>Versi baru</p>")


def test_publishing_shows_what_nobody_has_settled(newsroom, at_desk):
    article = newsroom.submitted()
    additions.send(article, "Kapten: semua selamat.", by=newsroom.ani)
    asking = at_desk("citra").get(address("move", article.pk, "publish")).text
    assert "Susulan yang belum diputuskan" in asking


def test_a_story_of_others_tells_nobody_outside_of_its_additions(newsroom, at_desk):
    article = newsroom.submitted()
    answer = at_desk("gita").post(address("send_addition", article.pk), {"text": "Halo"})
    assert answer.status_code == 404
    assert not Addition.objects.exists()


# --- Sent to somebody ----------------------------------------------------------------------------------------


def test_a_story_sent_to_one_editor_tells_them_alone_and_others_may_still_take_it(newsroom, at_desk):
    article = newsroom.draft()
    asking = at_desk("ani").get(address("move", article.pk, "submit")).text
    assert f'value="person-{newsroom.dedi.pk}"' in asking
    assert f'value="person-{newsroom.budi.pk}"' not in asking
    answer = {"seen": article.version, "reason": "", "to": f"person-{newsroom.dedi.pk}"}
    at_desk("ani").post(address("move", article.pk, "submit"), answer)
    assert told(newsroom.dedi) == ["submitted"]
    assert told(newsroom.citra) == told(newsroom.eko) == []
    queue = at_desk("citra").get(address("queue")).text
    assert "Untuk Dedi" in queue
    assert "Kapal perintis tiba" not in at_desk("citra").get(address("queue"), {"untuk": "saya"}).text
    assert "Kapal perintis tiba" in at_desk("dedi").get(address("queue"), {"untuk": "saya"}).text
    article = moves.move(Article.objects.get(), "claim", by=newsroom.citra)
    article = moves.move(article, "return", by=newsroom.citra, note="Tambah sumber")
    assert (article.for_person, article.for_section) == (None, None)


def test_editors_of_everything_are_not_called_those_of_a_section(newsroom, at_desk):
    """Hadi edits the section alone; the others everywhere, and nobody had the story."""
    newsroom.person("hadi", "editor", section=newsroom.national.pk)
    asking = address("move", newsroom.draft().pk, "submit")
    groups = LexborHTMLParser(at_desk("ani").get(asking).text).css('select[name="to"] optgroup')
    assert [[one.text() for one in group.css("option")] for group in groups][:2] == [["Hadi"], ["Citra", "Dedi", "Eko"]]


def test_whom_a_story_is_sent_to_is_offered_in_groups_likeliest_first(newsroom, at_desk):
    """Hadi edits its section alone; Dedi returned it; Citra and Eko edit everywhere."""
    hadi = newsroom.person("hadi", "editor", section=newsroom.region.pk)
    article = newsroom.submitted(section_id=newsroom.east.pk)
    moves.move(article, "return", by=newsroom.dedi, note="Tambah sumber")
    page = LexborHTMLParser(at_desk("ani").get(address("move", article.pk, "submit")).text)
    groups = [[one.text() for one in group.css("option")] for group in page.css('select[name="to"] optgroup')]
    assert groups[:3] == [["Dedi"], ["Hadi"], ["Citra", "Eko"]]
    assert groups[3][:2] == ["Daerah", "Timur"], "desks of its own section before all others"
    at_desk("ani").post(address("move", article.pk, "submit"), {"seen": article.version, "to": f"person-{hadi.pk}"})
    assert "submitted" in told(hadi)


def test_a_story_sent_to_a_desk_tells_its_editors(newsroom, at_desk):
    hadi = newsroom.person("hadi", "editor", section=newsroom.region.pk)
    article = newsroom.draft(section_id=newsroom.east.pk)
    answer = {"seen": article.version, "reason": "", "to": f"desk-{newsroom.region.pk}"}
    at_desk("ani").post(address("move", article.pk, "submit"), answer)
    assert told(hadi) == ["submitted"]
    assert "Untuk meja Daerah" in at_desk("citra").get(address("queue")).text
    assert Article.objects.get().for_section == newsroom.region


def test_nobody_is_sent_a_story_that_they_may_not_edit(newsroom):
    hadi = newsroom.person("hadi", "editor", section=newsroom.region.pk)
    article = newsroom.draft()
    refused("addressed", moves.move, article, "submit", by=newsroom.ani, to=hadi)
    refused("addressed", moves.move, article, "submit", by=newsroom.ani, to=newsroom.budi)
    for editor in (newsroom.citra, newsroom.dedi, newsroom.eko):
        editor.rights.update(section=newsroom.region.pk)
    refused("addressed", moves.move, article, "submit", by=newsroom.ani, to=newsroom.region)
    assert Article.objects.get().stage == "draft"


def test_a_made_up_addressee_is_named_as_an_error(newsroom, at_desk):
    article = newsroom.draft()
    answer = {"seen": article.version, "reason": "", "to": "person-99999"}
    assert "errorlist" in at_desk("ani").post(address("move", article.pk, "submit"), answer).text
    assert Article.objects.get().stage == "draft"
