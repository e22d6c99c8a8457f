"""How a story is read, as the desk sees it."""

import re
from datetime import timedelta

import pytest

from accounts.models import Act
from editions.models import KeptOut
from editions.popularity import gathering, ranking


@pytest.fixture
def read(newsroom):
    """A story with four readings two hours ago and seven in this hour."""
    story = newsroom.live()
    newsroom.step(hours=2)
    this = newsroom.now.replace(minute=0)
    gathering.add([(story.story_id, this - timedelta(hours=2), 4), (story.story_id, this, 7)])
    ranking.make_lists()
    return story


def test_the_storys_page_shows_its_readers_as_a_drawn_line(newsroom, read, client):
    client.force_login(newsroom.citra)
    html = client.get(f"/desk/articles/article/{read.pk}/change/").content.decode()
    points = re.search(r'<polyline points="([^"]+)"', html)[1].split()
    assert len(points) == 48
    assert points[-1].endswith(",1.0")
    assert "11 pembaca" in html
    assert "7 pada jam ini" in html


def test_many_readers_are_told_with_dots_between_the_thousands(newsroom, client):
    story = newsroom.live()
    gathering.add([(story.story_id, newsroom.now.replace(minute=0), 12345)])
    ranking.make_lists()
    client.force_login(newsroom.citra)
    html = client.get(f"/desk/articles/article/{story.pk}/pembaca/").content.decode()
    assert "12.345 pembaca" in html
    assert "12.345 pada jam ini" in html
    assert "<td>12.345</td>" in html
    assert "12345" not in html


def test_a_story_that_nobody_has_read_has_no_line(newsroom, client):
    story = newsroom.live()
    client.force_login(newsroom.citra)
    assert "<polyline" not in client.get(f"/desk/articles/article/{story.pk}/change/").content.decode()


def test_an_editor_keeps_a_story_out_and_lets_it_in_with_a_reason(newsroom, read, client):
    address = f"/desk/articles/article/{read.pk}/pembaca/"
    client.force_login(newsroom.citra)
    client.post(address, {"_act": "keep_out", "reason": ""})
    assert not KeptOut.objects.exists()
    client.post(address, {"_act": "keep_out", "reason": "Edaran lama"})
    assert KeptOut.objects.filter(pk=read.story_id).exists()
    assert Act.objects.get(verb="keep_out").why == "Edaran lama"
    client.post(address, {"_act": "let_in", "reason": "Sudah reda"})
    assert not KeptOut.objects.exists()


def test_a_reporter_sees_the_line_and_decides_nothing(newsroom, read, client):
    address = f"/desk/articles/article/{read.pk}/pembaca/"
    client.force_login(newsroom.ani)
    html = client.get(address).content.decode()
    assert "<polyline" in html
    assert "keep_out" not in html
    client.post(address, {"_act": "keep_out", "reason": "Saya tidak suka"})
    assert not KeptOut.objects.exists()


def test_a_reason_that_came_too_late_stays_on_the_screen(newsroom, read, client):
    address = f"/desk/articles/article/{read.pk}/pembaca/"
    client.force_login(newsroom.citra)
    client.post(address, {"_act": "keep_out", "reason": "Edaran lama"})
    form = client.post(address, {"_act": "keep_out", "reason": "Sudah basi"}).context["form"]
    assert (list(form.errors), form["reason"].value()) == (["__all__"], "Sudah basi")
