"""A story page costs the same with fifty stories and with the whole real archive."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editions.models import Edition

REAL = Path(settings.BASE_DIR).parent / "shared" / "data" / "demo" / "articles.jsonl"


def cost(client, story):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(story.get_absolute_url()).status_code == 200
    return [query["sql"] for query in asked]


def bare(sql):
    """Without what a card asks of a video's text, and of no other's: whether its film was made by AI."""
    return re.sub(r'CASE WHEN "editions_edition"."genre" = .?video.? THEN .*? ELSE .*? END', "", sql)


@pytest.mark.skipif(not REAL.exists(), reason="the real articles are not beside this checkout")
def test_a_story_costs_one_query_for_itself_and_five_in_all_at_fifty_stories_and_at_1642(newsroom, client, tmp_path):
    few = tmp_path / "few.jsonl"
    with REAL.open() as lines:
        few.write_text("".join(next(lines) for _line in range(50)))
    call_command("import_archive", few, "--by", "fitri", "--archive", "arsip")
    story = Edition.objects.live().stories().order_by("pk").first()
    at_fifty = cost(client, story)
    newsroom.step(minutes=1)
    call_command("import_archive", REAL, "--by", "fitri", "--archive", "arsip")
    assert Edition.objects.live().stories().count() == 1642
    at_all = cost(client, story)
    assert len(at_fifty) == len(at_all) <= 5
    # Its facts and its finished HTML come in one and the same.
    of_the_story = [sql for sql in at_all if '"editions_rendered"' in sql or '"editions_edition"."body"' in bare(sql)]
    assert len(of_the_story) == 1
