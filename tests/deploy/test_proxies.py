"""The shipped configurations of Varnish and nginx, run for real before a stand-in for the newsroom."""

import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench import shipped
from bench.shipped import DEPLOY
from editions import shown


@pytest.fixture
def newsroom():
    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            server.asked.append((self.path, dict(self.headers)))
            if self.path.startswith("/lambat"):
                server.hurry.wait(10)
            body = b"" if self.headers.get("If-None-Match") == 'W/"1"' else f"{len(server.asked)}".encode()
            self.send_response(200 if body else 304)
            for name, value in server.tell.items():
                self.send_header(name, value)
            self.send_header("ETag", 'W/"1"')
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.asked, server.hurry = [], threading.Event()
    server.tell = {
        "Cache-Control": "public, max-age=60, s-maxage=86400, stale-while-revalidate=0, stale-if-error=0",
        "xkey": "story-1 all", "Surrogate-Key": "story-1 all", "Cache-Tag": "story-1,all",
    }  # fmt: skip
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield server
    server.hurry.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def varnish(newsroom, tmp_path):
    yield from port_of(shipped.varnish(tmp_path, readers=newsroom.server_port))


@pytest.fixture
def nginx(newsroom, tmp_path):
    yield from port_of(shipped.nginx(tmp_path, readers=newsroom.server_port))


@pytest.fixture
def full_nginx(newsroom, tmp_path):
    """Two readers fill it; the desk's workers are where the readers' are."""
    here = newsroom.server_port
    yield from port_of(shipped.nginx(tmp_path, readers=here, desk=here, most=2))


@pytest.fixture
def varnish_of_the_desk(newsroom, tmp_path):
    """Nobody answers readers."""
    yield from port_of(shipped.varnish(tmp_path, readers=shipped.free_port(), desk=newsroom.server_port))


def port_of(server):
    try:
        with server as running:
            yield running.port
    except shipped.NotInstalled as missing:
        pytest.skip(str(missing))


def get(port, path="/", method="GET", **headers):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = line.getresponse()
    body = response.read()
    line.close()
    return response, body


def test_varnish_keeps_a_page_until_it_is_purged_by_one_of_its_keys(varnish, newsroom):
    first = get(varnish)[1]
    assert get(varnish, "/?utm_source=x&fbclid=1", Cookie="a=1")[1] == first
    assert get(varnish, Host="other.example")[1] == first
    assert get(varnish, method="PURGE", xkey_purge="story-2")[0].reason == "Purged 0"
    assert get(varnish)[1] == first
    assert get(varnish, method="PURGE", xkey_purge="x story-1")[0].reason == "Purged 1"
    assert get(varnish)[1] != first
    assert "Cookie" not in newsroom.asked[0][1]


def test_nobody_purges_by_way_of_a_proxy_on_the_same_machine(varnish, newsroom, request):
    first = get(varnish)[1]
    newsroom.server_port = varnish
    front = request.getfixturevalue("nginx")
    for forged in ({}, {"X_Forwarded_For": "127.0.0.1"}):
        get(front, method="PURGE", xkey_purge="story-1", **forged)
        assert get(varnish)[1] == first
    assert get(varnish, method="PURGE", xkey_purge="story-1")[0].reason == "Purged 1"


ECHO = """
def application(environ, start_response):
    start_response("200 OK", [("Cache-Control", "public, s-maxage=60"), ("Content-Type", "text/plain")])
    return [environ["PATH_INFO"].encode()]
"""


def test_nobody_puts_one_page_at_the_address_of_another_by_a_header(tmp_path):
    """gunicorn would take what a proxy on its own machine sends for the proxy's own words."""
    (tmp_path / "echo.py").write_text(ECHO)
    with shipped.application("echo", path=tmp_path) as newsroom:
        for port in port_of(shipped.varnish(tmp_path, readers=newsroom.port)):
            for name, told in (("SCRIPT_NAME", "/kanal/nasional"), ("PATH_INFO", "/"), ("Script-Name", "/kanal")):
                line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                line.request("GET", f"/kanal/nasional/?{name}", headers={name: told})
                line.getresponse().read()
                line.close()
                assert get(port, f"/kanal/nasional/?{name}")[1] == b"/kanal/nasional/", name


def test_varnish_tells_browsers_a_minute_and_no_keys(varnish):
    response = get(varnish)[0]
    assert response.getheader("Cache-Control") == "public, max-age=60"
    assert not {"xkey", "surrogate-key", "cache-tag", "x-varnish", "via"} & {name.lower() for name in response.headers}


@pytest.mark.parametrize("proxy", ["varnish", "nginx"])
def test_a_proxy_takes_as_many_keys_as_a_page_of_ours_may_bring(proxy, newsroom, request):
    keys = [f"story-{number:010}" for number in range(1000)]
    told = shown.to_proxies(keys[: shown.MOST_TOLD // len(f"{keys[0]} ")])
    newsroom.tell |= {"xkey": " ".join(told), "Surrogate-Key": " ".join(told), "Cache-Tag": ",".join(told)}
    assert len(told) > 400
    assert get(request.getfixturevalue(proxy))[0].status == 200
    assert len(shown.to_proxies(keys)) == 2


def test_varnish_serves_no_page_past_its_end(varnish, newsroom):
    newsroom.tell["Cache-Control"] = "public, max-age=1, s-maxage=1, stale-while-revalidate=0, stale-if-error=0"
    first = get(varnish)[1]
    time.sleep(1.3)
    assert get(varnish)[1] != first


def test_varnish_serves_a_page_while_it_is_renewed_within_its_end(varnish, newsroom):
    newsroom.tell["Cache-Control"] = "public, max-age=60, s-maxage=1, stale-while-revalidate=600, stale-if-error=600"
    first = get(varnish)[1]
    time.sleep(1.3)
    assert get(varnish)[1] == first
    until = time.monotonic() + 10
    while len(newsroom.asked) == 1 and time.monotonic() < until:
        time.sleep(0.02)
    assert [headers.get("If-None-Match") for _path, headers in newsroom.asked] == [None, 'W/"1"']


def test_pages_that_are_renewed_leave_room_for_one_that_is_not_kept(varnish, newsroom):
    newsroom.hurry.set()
    newsroom.tell["Cache-Control"] = "public, max-age=60, s-maxage=1, stale-while-revalidate=60, stale-if-error=60"
    pages = [f"/lambat/{number}" for number in range(150)]
    kept = [get(varnish, page)[1] for page in pages]
    newsroom.hurry.clear()
    time.sleep(1.2)
    assert [get(varnish, page)[1] for page in pages] == kept
    assert get(varnish, "/belum-pernah")[0].status == 200
    newsroom.hurry.set()
    time.sleep(0.5)
    assert {get(varnish, page)[0].status for page in pages} == {200}


def test_nginx_asks_again_after_a_second_and_hands_on_what_is_the_same(nginx, newsroom):
    first = get(nginx)[1]
    assert get(nginx)[1] == first
    time.sleep(2.1)
    assert get(nginx)[1] == first
    assert newsroom.asked[-1][1]["If-None-Match"] == 'W/"1"'
    assert len(newsroom.asked) == 2


def test_nginx_tells_browsers_a_minute_and_no_keys(nginx):
    response = get(nginx)[0]
    assert response.getheader("Cache-Control") == "public, max-age=60"
    assert not {"xkey", "surrogate-key", "cache-tag"} & {name.lower() for name in response.headers}


@pytest.mark.parametrize("proxy", ["varnish", "nginx"])
def test_what_is_said_to_one_way_of_writing_an_address_is_kept_for_no_other(proxy, newsroom, request):
    port = request.getfixturevalue(proxy)
    front, story = get(port)[1], get(port, "/berita/a/b/c/")[1]
    for written in ("/./", "/x/../", "//", "/%2e/", "/#x", "/berita/a/b%2Fc/", "/berita/a/b/./c/", "/berita/a//b/c/"):
        assert get(port, written)[1] not in (front, story), written
    assert get(port)[1] == front
    assert get(port, "/berita/a/b/c/")[1] == story


@pytest.mark.parametrize("proxy", ["varnish", "nginx"])
def test_an_address_of_other_letters_is_kept_too(proxy, newsroom, request):
    port = request.getfixturevalue(proxy)
    assert get(port, "/cari/%C3%A9/?q=s%C3%A9ance")[1] == get(port, "/cari/%C3%A9/?q=s%C3%A9ance")[1]
    assert newsroom.asked[0][0] == "/cari/%C3%A9/?q=s%C3%A9ance"
    assert len(newsroom.asked) == 1


def test_the_desk_answers_while_readers_flood(full_nginx, newsroom):
    readers = [threading.Thread(target=get, args=[full_nginx, f"/lambat/{one}/"]) for one in "ab"]
    for reader in readers:
        reader.start()
    while len(newsroom.asked) < len(readers):
        time.sleep(0.01)
    told = [get(full_nginx, path)[0].status for path in ("/berita/", "/desk/")]
    newsroom.hurry.set()
    for reader in readers:
        reader.join()
    assert told == [503, 200]


def test_varnish_leads_to_the_desk_with_the_slash_or_without(varnish_of_the_desk):
    told = {
        path: get(varnish_of_the_desk, path)[0].status for path in ("/desk", "/desk?next=1", "/desk/", "/deskripsi/")
    }
    assert told == {"/desk": 200, "/desk?next=1": 200, "/desk/": 200, "/deskripsi/": 503}


def test_nginx_says_it_is_busy_when_the_newsroom_is_gone_and_when_to_come_back(nginx, newsroom):
    newsroom.shutdown()
    newsroom.server_close()
    response, body = get(nginx, "/baru/")
    assert (response.status, response.getheader("Retry-After")) == (503, "5")
    assert b"coba lagi sebentar lagi" in body


def test_a_page_can_be_taken_away_while_nothing_else_answers(nginx, newsroom, tmp_path):
    gone = tmp_path / "gone" / "berita" / "abc"
    gone.mkdir(parents=True)
    (gone / "410").touch()
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    newsroom.shutdown()
    newsroom.server_close()
    response, body = get(nginx, "/berita/abc/")
    assert response.status == 410
    assert b"sudah tidak ada" in body
    assert get(nginx, "/berita/")[0].status == 503


@pytest.mark.parametrize("page", [*(DEPLOY / "pages").iterdir(), DEPLOY.parent / "templates" / "500.html"])
def test_pages_for_the_worst_day_need_nothing(page):
    text = page.read_text()
    assert not re.search(r"<(link|script|style|img)|\{[{%]", text)
    assert len(text.encode()) < 1500
    assert "<h1>" in text


def test_the_switch_of_static_mode_answers_with_exported_pages(nginx, tmp_path):
    (tmp_path / "export" / "kanal").mkdir(parents=True)
    (tmp_path / "export" / "index.html").write_text("Depan")
    (tmp_path / "export" / "kanal" / "index.html").write_text("Kanal")
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    (tmp_path / "static-mode").touch()
    assert get(nginx)[1] == b"Depan"
    assert get(nginx, "/kanal/")[1] == b"Kanal"
    assert get(nginx, "/tidak-ada/")[0].status == 503


def test_static_mode_hands_out_no_file_that_is_the_exports_own(nginx, tmp_path):
    (tmp_path / "export" / "kanal").mkdir(parents=True)
    for name in ("index.html", ".exported", "kanal/.index.html"):
        (tmp_path / "export" / name).write_text("berita/a/b/index.html")
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    (tmp_path / "static-mode").touch()
    assert get(nginx)[0].status == 200
    asked = ("/.exported", "/%2eexported", "/./.exported", "/kanal/.index.html", "/exported/.exported")
    for path in asked:
        response, body = get(nginx, path)
        assert (response.status, b"berita/a/b" in body) == (503, False), path


def test_static_mode_shows_pictures_and_takes_an_address_without_its_slash(nginx, tmp_path):
    for name, text in {"berita/a/b/index.html": "Berita", "media/k/n-640.webp": "Foto", "gaya/1.css": "a{}"}.items():
        (tmp_path / "export" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "export" / name).write_text(text)
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    (tmp_path / "static-mode").touch()
    assert get(nginx, "/berita/a/b")[1] == get(nginx, "/berita/a/b/")[1] == b"Berita"
    picture, body = get(nginx, "/media/k/n-640.webp")
    assert (picture.getheader("Content-Type"), body) == ("image/webp", b"Foto")
    assert get(nginx, "/gaya/1.css")[0].getheader("Content-Type") == "text/css"
    assert [get(nginx, path)[0].status for path in ("/berita/a/", "/berita/a", "/exported/berita/a/b/")] == [503] * 3
    assert get(nginx, "/desk")[0].getheader("Location") == "/desk/"


SAID = """
import json, django
django.setup()
from django.test import Client
print(json.dumps(dict(Client().get("/healthz", secure=True).headers)))
"""
OF_THE_PAGE = {"Content-Type", "Content-Length", "Cache-Control", "Vary", "X-Request-Id"}


@pytest.fixture(scope="module")
def walls(tmp_path_factory):
    """What a newsroom in production says of every page that it serves by https."""
    told = os.environ | {
        "PRODUCTION": "1", "DEMO": "0", "SITE_ADDRESS": "https://kabar.id", "SECRET_KEY": "kunci",
        "ALLOWED_HOSTS": "testserver", "DATA_DIR": str(tmp_path_factory.mktemp("var")),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    }  # fmt: skip
    asked = subprocess.run([sys.executable, "-c", SAID], env=told, cwd=DEPLOY.parent, capture_output=True, check=True)
    said = json.loads(asked.stdout.splitlines()[-1])
    return {name: value for name, value in said.items() if name not in OF_THE_PAGE}


def test_browsers_are_told_the_same_by_nginx_alone_as_by_the_newsroom(nginx, newsroom, tmp_path, walls):
    for name in ("export/index.html", "gone/berita/abc/410", "static/a.css"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Depan")
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    (tmp_path / "static-mode").touch()
    assert {"Content-Security-Policy", "Permissions-Policy", "Strict-Transport-Security"} <= set(walls)
    for path, status in {"/": 200, "/tidak-ada/": 503, "/berita/abc/": 410, "/static/a.css": 200}.items():
        response = get(nginx, path)[0]
        assert response.status == status
        assert {name: response.getheader(name) for name in walls} == walls, path
