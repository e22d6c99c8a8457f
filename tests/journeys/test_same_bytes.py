"""What readers get does not depend on who pressed the button."""

from django.db import transaction
from django.utils import timezone, translation

from articles import publishing

TICKS = ["urgent", "first_source", "cannot_confirm", "readers_told"]


class Undone(Exception):
    """Takes a publication back, so that the same story can be published again by somebody else."""


def test_an_english_speaking_editor_in_wit_publishes_the_same_bytes(newsroom, client):
    article = newsroom.submitted(unverified=True, ticked=TICKS, genre="opinion", place="Jayapura")
    pages = []
    for language, zone in (("id", "Asia/Jakarta"), ("en", "Asia/Jayapura")):
        try:
            with transaction.atomic():
                with translation.override(language), timezone.override(zone):
                    publishing.publish(article, by=newsroom.citra, seen=article.version)
                told = {"accept-language": language}
                pages.append(client.get(f"/berita/{article.story_id}/kapal-perintis-tiba/", headers=told).content)
                raise Undone
        except Undone:
            pass
    assert b"Senin 03 Sep 2035 10:00 WIB" in pages[0]
    assert pages[0] == pages[1]
