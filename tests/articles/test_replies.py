"""The right of reply: asked for, seen by the section's editors with its hours, answered, or overdue."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import audit
from accounts.models import Act
from accounts.roles import Bundle
from articles import conditions, publishing, reminding, replies
from articles.models import ReplyRequest, Word
from articles.publishing import Correction
from articles.workflow import NotAllowed
from tests.desk import address, queries

WHO, SAID = "PT Samudra Larantuka", "Kapal kami tidak terlambat."


@pytest.fixture
def story(newsroom):
    article = newsroom.live(headline="Kapal terlambat")
    newsroom.step(minutes=40)
    return article


def typed(moment):
    return moment.strftime("%Y-%m-%dT%H:%M")


def sent(client, article, **answers):
    return client.post(address("replies", article.pk), answers, follow=True)


def noted(newsroom, article, hours=0):
    asked_at = newsroom.now - timedelta(hours=hours)
    return replies.note(article, by=newsroom.citra, asked_by=WHO, words=SAID, asked_at=asked_at)


def on_home(client):
    page = client.get(reverse("admin:index"))
    return [(one.asked.article.headline, one.hours, one.late) for one in page.context["replies"]], page.text


def right_of_reply(article, by, kind="hak_jawab"):
    text = f"{WHO} menyatakan kapalnya tidak terlambat."
    return publishing.correct(article, Correction(kind, {}, text=text), by=by)


# --- Asked for -------------------------------------------------------------------------------------------------


def test_a_request_stands_on_the_editors_first_screen_with_its_hours_until_the_right_of_reply_is_out(
    newsroom, at_desk, story
):
    dedi = at_desk("dedi")
    assert address("replies", story.pk) in dedi.get(address("change", story.pk)).text
    asked_at = typed(newsroom.now - timedelta(hours=17))
    sent(at_desk("citra"), story, asked_by=WHO, words=SAID, asked_at=asked_at)
    rows, page = on_home(dedi)
    assert rows == [("Kapal terlambat", 31, False)]
    assert WHO in page
    assert address("correct", story.pk) in page
    assert SAID in dedi.get(address("replies", story.pk)).text
    newsroom.step(hours=1)
    assert on_home(dedi)[0] == [("Kapal terlambat", 30, False)]
    right_of_reply(story, newsroom.dedi, kind="koreksi")
    newsroom.step(minutes=1)
    assert len(on_home(dedi)[0]) == 1
    edition = right_of_reply(story, newsroom.dedi)
    rows, page = on_home(dedi)
    assert rows == []
    assert WHO not in page
    row = ReplyRequest.objects.get()
    assert (row.answered_by, row.answered_at, row.answer) == (newsroom.dedi, newsroom.now, edition.notices[-1]["text"])
    line = Act.objects.get(verb="answer_reply")
    assert line.facts == {"request": row.pk, "edition": edition.number}


def test_the_last_half_hour_is_an_hour_and_past_it_the_row_is_in_the_colour_of_alarm(newsroom, at_desk, story):
    noted(newsroom, story)
    newsroom.step(hours=47, minutes=30)
    rows, page = on_home(at_desk("citra"))
    assert rows == [("Kapal terlambat", 1, False)]
    assert 'class="late"' not in page.split('id="fresh-replies"')[1].split("</section>")[0]
    newsroom.step(minutes=30)
    rows, page = on_home(at_desk("citra"))
    assert rows == [("Kapal terlambat", 0, True)]
    assert 'class="late"' in page.split('id="fresh-replies"')[1].split("</section>")[0]


def test_a_request_is_answered_in_words_once(newsroom, at_desk, story):
    row, citra = noted(newsroom, story), at_desk("citra")
    empty = sent(citra, story, _answer=row.pk, answer=" ")
    assert list(empty.context["form"].errors) == ["answer"]
    sent(citra, story, _answer=row.pk, answer="Tidak menyangkut mereka; kami jelaskan lewat surat.")
    sent(at_desk("dedi"), story, _answer=row.pk, answer="Jawaban lain")
    row.refresh_from_db()
    assert (row.answered_by, row.answer) == (newsroom.citra, "Tidak menyangkut mereka; kami jelaskan lewat surat.")
    assert on_home(citra)[0] == []
    assert row.answer in citra.get(address("replies", story.pk)).text
    told = Act.objects.filter(verb__endswith="_reply").order_by("seq").values_list("verb", flat=True)
    assert list(told) == ["ask_reply", "answer_reply"]
    assert list(audit.broken()) == []


def test_the_home_asks_one_question_for_the_requests_however_many_there_are(newsroom, at_desk, story):
    citra, home = at_desk("citra"), reverse("admin:index")
    first = queries(citra, home)
    for _one in range(3):
        noted(newsroom, story)
    assert queries(citra, home) == first
    noted(newsroom, newsroom.live())
    assert len(on_home(citra)[0]) == 4


# --- By whom, and of what ----------------------------------------------------------------------------------------


def test_a_reporter_neither_notes_nor_answers_nor_sees_who_asked(newsroom, at_desk, story):
    row, ani = noted(newsroom, story), at_desk("ani")
    assert WHO not in ani.get(reverse("admin:index")).text
    assert address("replies", story.pk) not in ani.get(address("change", story.pk)).text
    page = ani.get(address("replies", story.pk))
    assert (page.status_code, WHO in page.text) == (403, False)
    assert sent(ani, story, asked_by="Lain", words=SAID, asked_at=typed(newsroom.now)).status_code == 403
    assert sent(ani, story, _answer=row.pk, answer="Ditolak").status_code == 403
    with pytest.raises(NotAllowed):
        replies.note(story, by=newsroom.ani, asked_by=WHO, words=SAID, asked_at=newsroom.now)
    with pytest.raises(NotAllowed):
        replies.answer(row, by=newsroom.ani, answer="Ditolak")
    assert ReplyRequest.objects.get().answered_at is None


def test_an_editor_has_the_requests_of_her_own_section_and_of_those_below_it(newsroom, at_desk, story):
    newsroom.sari = newsroom.person("sari", Bundle.EDITOR, section=newsroom.region.pk)
    noted(newsroom, story)
    noted(newsroom, newsroom.live(headline="Dari timur", section_id=newsroom.east.pk))
    sari = at_desk("sari")
    assert [headline for headline, *_rest in on_home(sari)[0]] == ["Dari timur"]
    assert sari.get(address("replies", story.pk)).status_code == 403


def test_a_restricted_story_is_nobodys_request_but_those_named(newsroom, at_desk, story):
    row = noted(newsroom, story)
    conditions.restrict(story, [newsroom.dedi], by=newsroom.dedi)
    citra = at_desk("citra")
    rows, page = on_home(citra)
    assert (rows, WHO in page) == ([], False)
    assert citra.get(address("replies", story.pk)).status_code == 404
    with pytest.raises(NotAllowed):
        replies.answer(row, by=newsroom.citra, answer="Ditolak")
    assert len(on_home(at_desk("dedi"))[0]) == 1
    newsroom.step(hours=49)
    reminding.tell_of_replies_overdue()
    assert [word.to for word in Word.objects.filter(kind="reply")] == [newsroom.dedi]


def test_what_readers_never_had_cannot_be_replied_to_and_what_was_withdrawn_can(newsroom, at_desk, story):
    draft, citra = newsroom.draft(), at_desk("citra")
    fields = {"asked_by": WHO, "words": SAID, "asked_at": typed(newsroom.now)}
    assert address("replies", draft.pk) not in citra.get(address("change", draft.pk)).text
    assert list(sent(citra, draft, **fields).context["note"].errors) == ["__all__"]
    publishing.hold(story, by=newsroom.citra, reason="Diperiksa")
    sent(citra, story, **fields)
    newsroom.step(minutes=1)
    publishing.withdraw(story, by=newsroom.eko, ground="keliru", reason="Salah orang")
    newsroom.step(minutes=1)
    sent(citra, story, **fields)
    rows, page = on_home(citra)
    assert len(rows) == 2
    assert address("correct", story.pk) not in page.split('id="fresh-replies"')[1].split("</section>")[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("asked_at", "2035-09-03T10:41"), ("asked_at", "9999-12-31T23:59"), ("asked_at", "0001-01-01T00:00"),
        ("asked_at", "kemarin"), ("asked_by", "x" * 121), ("asked_by", "\n "), ("words", "  "),
    ],
)  # fmt: skip
def test_what_nobody_can_mean_is_refused_beside_its_field_and_stays_in_the_form(at_desk, story, name, value):
    fields = {"asked_by": WHO, "words": SAID, "asked_at": "2035-09-03T10:40"} | {name: value}
    form = sent(at_desk("citra"), story, **fields).context["note"]
    assert list(form.errors) == [name]
    assert form["words"].value() == fields["words"]
    assert not ReplyRequest.objects.exists()


def test_a_request_is_answered_at_its_own_story_alone_and_its_words_are_never_markup(newsroom, at_desk, story):
    citra, other = at_desk("citra"), newsroom.live()
    sent(citra, story, asked_by="<b>Kapal</b>", words="<script>x</script>", asked_at=typed(newsroom.now))
    row = ReplyRequest.objects.get()
    for number in (row.pk, "9" * 30, "-1", "²"):
        assert sent(citra, other, _answer=number, answer="Sudah").status_code == 404
    page = on_home(citra)[1] + citra.get(address("replies", story.pk)).text
    assert "<b>Kapal</b>" not in page
    assert "<script>x</script>" not in page
    row.refresh_from_db()
    assert row.answered_at is None


def test_an_answer_without_anybody_who_gave_it_is_no_row(newsroom, story):
    row = noted(newsroom, story)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReplyRequest.objects.filter(pk=row.pk).update(answered_at=newsroom.now)


# --- Overdue -----------------------------------------------------------------------------------------------------


def test_the_editors_hear_once_that_a_request_is_overdue(newsroom, story, django_assert_num_queries):
    noted(newsroom, story)
    newsroom.step(hours=47, minutes=59)
    assert reminding.tell_of_replies_overdue() == 0
    newsroom.step(minutes=1)
    assert reminding.tell_of_replies_overdue() == 3
    words = Word.objects.filter(kind="reply")
    assert {word.to for word in words} == {newsroom.citra, newsroom.dedi, newsroom.eko}
    assert {(word.article, word.text) for word in words} == {(story, WHO)}
    newsroom.step(days=3)
    with django_assert_num_queries(1):
        assert reminding.tell_of_replies_overdue() == 0
    assert words.count() == 3


def test_nobody_hears_of_a_request_that_was_answered_in_time(newsroom, story):
    noted(newsroom, story)
    right_of_reply(story, newsroom.dedi)
    newsroom.step(hours=49)
    assert reminding.tell_of_replies_overdue() == 0


def test_a_request_noted_days_after_it_was_asked_for_is_told_at_once(newsroom, story):
    newsroom.step(days=9)
    noted(newsroom, story, hours=200)
    assert reminding.tell_of_replies_overdue() == 3
