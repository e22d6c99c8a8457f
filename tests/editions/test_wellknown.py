"""What machines ask for by a fixed name."""

import json
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.contrib.staticfiles import finders
from django.core.checks import run_checks
from PIL import Image

from editions import ads

SOUND = """# Siapa yang boleh menjual iklan kami
greenadexchange.com, 12345, DIRECT, d75815a79
silverssp.com, 9675, RESELLER # catatan
contact=iklan@nusaharian.example
subdomain=kanal.nusaharian.example
OWNERDOMAIN=nusaharian.example
placeholder.example.com, placeholder, DIRECT, placeholder
blue.example, abc, direct; ekstensi
"""


def test_a_sound_ads_txt_is_served_as_it_is(client, settings):
    assert list(ads.bad_lines(SOUND)) == []
    settings.ADS_TXT = SOUND
    response = client.get("/ads.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == SOUND


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("greenadexchange.com", "has 1 fields"),
        ("greenadexchange.com, 12345", "has 2 fields"),
        ("a.com, 1, DIRECT, x, y", "has 5 fields"),
        ("greenadexchange, 12345, DIRECT", "greenadexchange is not a domain"),
        ("https://a.com, 12345, DIRECT", "https://a.com is not a domain"),
        (", 12345, DIRECT", "nothing is not a domain"),
        ("a.com, , DIRECT", "has no account"),
        ("a.com, 12345, LANGSUNG", "LANGSUNG is neither DIRECT nor RESELLER"),
        ("KONTAK=x", "KONTAK is no variable"),
        ("contact=", "contact has no value"),
        ("subdomain=kanal", "kanal is not a domain"),
    ],
)
def test_a_bad_line_is_named_and_left_out(client, settings, line, reason):
    settings.ADS_TXT = f"a.com, 1, DIRECT\n{line}\nb.com, 2, RESELLER\n"
    (found,) = ads.bad_lines(settings.ADS_TXT)
    assert (found.number, reason in found.reason) == (2, True)
    assert client.get("/ads.txt").content.decode() == "a.com, 1, DIRECT\nb.com, 2, RESELLER\n"
    (told,) = [one for one in run_checks() if one.id == "redaksi.W005"]
    assert told.msg.startswith(f"ads.txt, line 2: {found.reason}")


def test_without_sellers_there_is_no_ads_txt(client, db):
    assert client.get("/ads.txt").status_code == 404


def test_security_txt_names_whom_to_tell_and_until_when(client, newsroom, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = ["mailto:keamanan@nusaharian.example", "https://nusaharian.example/lapor"]
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = [line.partition(": ") for line in response.content.decode().splitlines()]
    assert [value for name, _colon, value in fields if name == "Contact"] == settings.SECURITY_CONTACT
    (expires,) = [datetime.fromisoformat(value) for name, _colon, value in fields if name == "Expires"]
    assert timedelta(days=170) < expires - newsroom.now < timedelta(days=365)
    newsroom.step(hours=3)
    assert client.get("/.well-known/security.txt").content == response.content


def test_a_contact_that_is_no_address_is_told(settings):
    settings.SECURITY_CONTACT = ["keamanan@nusaharian.example", "http://nusaharian.example/"]
    assert len([one for one in run_checks() if one.id == "redaksi.E004"]) == 2


def test_the_manifest_names_icons_of_the_sizes_it_says(client):
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    manifest = json.loads(response.content)
    assert manifest["start_url"] == "/"
    assert manifest["background_color"] == "#FBFAF7"
    assert {one["purpose"] for one in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        with open(finders.find(icon["src"].removeprefix("/static/")), "rb") as file:
            image = Image.open(BytesIO(file.read()))
        assert icon["sizes"] == "{}x{}".format(*image.size)
    assert client.get("/favicon.ico")["Location"].endswith("/favicon.ico")
