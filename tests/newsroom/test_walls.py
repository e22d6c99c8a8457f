"""What browsers are told that our pages may do."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from newsroom import csp

pytestmark = pytest.mark.django_db


def directives(response):
    return [one.strip() for one in response["Content-Security-Policy"].split(";")]


@pytest.mark.parametrize("path", ["/", "/tidak-ada/", "/cari/?q=laut", "/desk/masuk/login/", "/robots.txt"])
def test_no_page_of_site_or_desk_may_ask_for_camera_microphone_or_place(client, path):
    told = client.get(path)["Permissions-Policy"].split(", ")
    assert {"camera=()", "microphone=()", "geolocation=()", "payment=()", "usb=()"} <= {*told}


def test_no_script_turns_text_into_markup_on_readers_pages(client):
    assert {"require-trusted-types-for 'script'", "trusted-types 'none'"} <= {*directives(client.get("/"))}
    assert not [one for one in directives(client.get("/desk/masuk/login/")) if "trusted-types" in one]


@pytest.mark.parametrize(
    ("production", "address", "upgraded"),
    [("1", "https://kabar.id", True), ("1", "http://kabar.id", False), ("0", "https://kabar.id", False)],
)
def test_in_production_over_https_nothing_is_asked_for_by_http(tmp_path, production, address, upgraded):
    told = {
        "PRODUCTION": production,
        "DEMO": "0",
        "SITE_ADDRESS": address,
        "SECRET_KEY": "kunci",
        "DATA_DIR": str(tmp_path),
    }
    said = (
        "from newsroom.settings import *; print([wall['upgrade-insecure-requests'] for wall in (SECURE_CSP, DESK_CSP)])"
    )
    command, surroundings = [sys.executable, "-c", said], os.environ | {"DEMO": "0"} | told
    done = subprocess.run(command, env=surroundings, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str([upgraded] * 2)


def test_a_directive_without_sources_stands_alone_or_not_at_all():
    assert csp.header({"img-src": ["'self'", "a.id"], "one": True, "other": False}) == "img-src 'self' a.id; one"
