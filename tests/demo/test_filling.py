"""The demonstration: what a stranger finds after the first run."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import audit
from accounts.models import User
from articles import desk
from articles.models import Article, ReplyRequest, Revision, SecondLook
from articles.workflow import Stage
from demo.moments import in_copy, moment
from editions.models import Edition, Notice
from guards import triggers

WIB = ZoneInfo("Asia/Jakarta")


@pytest.mark.django_db
def test_the_first_run_fills_every_screen_and_the_second_adds_nothing(capsys, settings):
    call_command("fill_demo")
    articles = Article.objects.count()
    now = timezone.now()
    live = Edition.objects.live(now).stories()
    assert articles >= 55
    assert live.count() >= 40
    assert live.filter(first_published_at__gte=now - timedelta(hours=12)).count() >= 13
    assert Edition.objects.to_come(now).count() == 1
    assert desk.in_queue(User.objects.filter(rights__bundle="managing_editor").first()).count() == 9
    assert Article.objects.filter(stage=Stage.DRAFT).count() >= 5
    assert Revision.objects.filter(act="return").count() >= 3
    assert {"ralat", "hak_jawab", "pencabutan", "pemutakhiran"} <= set(Notice.objects.values_list("kind", flat=True))
    lengths = {len(headline) for headline in live.values_list("headline", flat=True)}
    assert {62, 78, 118} <= lengths
    assert SecondLook.objects.exists()
    assert ReplyRequest.objects.unanswered().count() == 1
    assert User.objects.filter(is_demo=False).count() == 0
    assert list(audit.broken()) == []
    assert triggers.missing(triggers.ALL) == []
    call_command("fill_demo")
    assert "nothing to fill" in capsys.readouterr().out
    assert Article.objects.count() == articles


@pytest.mark.django_db
def test_production_is_never_filled(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("fill_demo")


def test_times_are_told_from_the_first_run():
    start = datetime(2035, 9, 3, 10, 0, tzinfo=WIB)
    assert moment("-2h15m", start) == start - timedelta(hours=2, minutes=15)
    assert moment("+3m", start) == start + timedelta(minutes=3)
    assert moment("+1d", start) == start + timedelta(days=1)
    assert moment("-3d 14:26", start) == datetime(2035, 8, 31, 14, 26, tzinfo=WIB)
    assert moment("0d 02:40", start) == datetime(2035, 9, 3, 2, 40, tzinfo=WIB)
    assert moment("0d 11:00", start) == datetime(2035, 9, 2, 11, 0, tzinfo=WIB)
    assert moment("-1d 00:30 WIT", start) == datetime(2035, 9, 1, 22, 30, tzinfo=WIB)
    with pytest.raises(ValueError, match="no such time"):
        moment("soon", start)
    assert in_copy("pada {hari_ini}, {kemarin}", start) == "pada Senin (3/9), Ahad (2/9)"
