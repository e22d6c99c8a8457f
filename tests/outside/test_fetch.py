"""An address of somebody else is reached as it was checked, or not at all."""

import ipaddress
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from outside import fetch

HOSTILE = [
    "file:///etc/passwd", "gopher://example.com/", "ftp://example.com/", "data:text/plain,x", "javascript:alert(1)",
    "//example.com/", "example.com", "", "http://", "http:///x", "https://user@example.com/", "https://u:p@example.com/",
    "http://example.com:22/", "http://example.com:8080/", "https://example.com:80/", "http://example.com:99999/",
    "http://exam ple.com/", "http://example.com/\r\nX-Y: z", "http://example.com\\@127.0.0.1/", "http://example.com\t/",
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://017700000001/",
    "http://0177.0.0.1/", "http://0/", "http://0.0.0.0/", "http://localhost/", "http://LOCALHOST/", "http://localhost./",
    "http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:7f00:1::]/", "http://[fe80::1]/",
    "http://[fc00::1]/", "http://[fec0::1]/",
    "http://[ff02::1]/", "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/",
    "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.0.1/", "http://100.64.0.1/", "http://192.0.2.1/",
    "http://198.18.0.1/", "http://224.0.0.1/", "http://240.0.0.1/", "http://255.255.255.255/", "http://0.1.2.3/",
    "http://192.0.0.1/", "http://203.0.113.5/", "http://[2001:db8::1]/", "http://[::127.0.0.1]/", "http://[fe80::1%25lo]/",
]  # fmt: skip


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_spelling_is_refused_before_anything_is_sent(url, monkeypatch):
    def connect(*_args, **_how):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises((fetch.Refused, fetch.Failed)):
        fetch.post(url, b"")


@pytest.mark.parametrize("number", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_are_public(number):
    assert fetch.is_public(ipaddress.ip_address(number))


def answers(*numbers):
    return lambda *_args, **_how: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 0)) for number in numbers]


def test_a_name_that_leads_home_by_one_of_its_addresses_is_refused(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answers("8.8.8.8", "127.0.0.1"))
    with pytest.raises(fetch.Refused):
        fetch.resolve("rebinding.example", 80)


def test_the_name_is_resolved_once_and_connected_to_as_checked(monkeypatch):
    asked, reached = [], []

    def resolver(*args, **how):
        asked.append(args[0])
        return answers("8.8.8.8" if len(asked) == 1 else "127.0.0.1")()

    def connect(where, timeout):
        reached.append(where)
        raise OSError("no line here")

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(fetch.Failed):
        fetch.post("http://rebinding.example/", b"")
    assert (asked, reached) == (["rebinding.example"], [("8.8.8.8", 80)])


# --- Against a server of our own -----------------------------------------------------------------------------


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def do_POST(self):
        getattr(self, self.path.strip("/").split("?")[0].replace("-", "_"))()

    def fine(self):
        self.answer(200, b"Kabar")

    def told(self):
        self.answer(200, self.rfile.read(int(self.headers["Content-Length"])))

    def once(self):
        self.answer(302, b"", Location="/fine")

    def home(self):
        self.answer(302, b"", Location="http://169.254.169.254/latest/")

    def file(self):
        self.answer(302, b"", Location="file:///etc/passwd")

    def nowhere(self):
        self.answer(302, b"", Location="http://[")

    def big(self):
        self.answer(200, b"x" * 50_000)

    def bomb(self):
        self.answer(200, b"x", **{"Content-Encoding": "gzip"})

    def cut(self):
        self.answer(200, b"x", **{"Content-Length": "10"})

    def endless(self):
        self.answer(200, b"x", **{"Content-Length": "9" * 5000})

    def drip(self):
        self.send_response(200)
        self.end_headers()
        for _byte in range(400):
            try:
                self.wfile.write(b"x")
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)

    def answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Quiet."""


@pytest.fixture
def server(monkeypatch):
    """On loopback, which is let through by its very address and no other."""
    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.daemon_threads = True
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    real, port = fetch.is_public, served.server_address[1]
    monkeypatch.setattr(fetch, "PORTS", {"http": port, "https": 443})
    monkeypatch.setattr(fetch, "is_public", lambda address: str(address) == "127.0.0.1" or real(address))
    yield f"http://127.0.0.1:{port}"
    served.shutdown()
    served.server_close()


def test_an_answer_comes_whole(server):
    assert fetch.post(f"{server}/fine", b"").body == b"Kabar"
    assert fetch.post(f"{server}/told", b"{}").body == b"{}"
    assert fetch.post(f"{server}/fine?kata=séance", b"").body == b"Kabar"


@pytest.mark.parametrize("path", ["bomb", "cut", "endless"])
def test_a_bomb_and_half_an_answer_fail(server, path):
    with pytest.raises(fetch.Failed):
        fetch.post(f"{server}/{path}", b"")


@pytest.mark.parametrize("path", ["once", "home", "file", "nowhere"])
def test_what_is_posted_follows_no_redirect_and_the_error_tells_no_path(server, path):
    with pytest.raises(fetch.Failed, match="127.0.0.1 sends what is posted elsewhere") as told:
        fetch.post(f"{server}/{path}?token=rahasia", b"{}")
    assert "rahasia" not in str(told.value)


def test_size_and_time_are_bounded(server):
    with pytest.raises(fetch.Failed, match="more than"):
        fetch.post(f"{server}/big", b"", limit=10_000)
    begun = time.monotonic()
    with pytest.raises(fetch.Failed):
        fetch.post(f"{server}/drip", b"", seconds=0.5)
    assert time.monotonic() - begun < 10
