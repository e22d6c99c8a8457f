"""Redis and S3 come in by environment variables alone: a newsroom of its own is started with them, as on a server."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

pytestmark = pytest.mark.once
REDIS = os.environ.get("TEST_REDIS", "redis://127.0.0.1:6379/15")
WALK = Path(__file__).with_name("walk_with_stores.py")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def walk(tmp_path, **surroundings):
    """What a newsroom in those surroundings says of itself after a story was published, read and backed up."""
    (tmp_path / "photo.jpg").write_bytes(picture())
    told = os.environ | {
        "DATA_DIR": str(tmp_path / "var"), "DATABASE_URL": f"sqlite://{tmp_path}/n.sqlite3", "PYTHONPATH": ".",
        "DJANGO_SETTINGS_MODULE": "newsroom.settings", "DEMO": "0", "WALK_IN": str(tmp_path),
        "ALLOWED_HOSTS": "testserver",
    } | surroundings  # fmt: skip
    done = subprocess.run(
        [sys.executable, str(WALK)], env=told, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Warning: " not in done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def picture():
    out = BytesIO()
    Image.effect_noise((1400, 900), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def bucket():
    """A server that speaks S3, with two empty buckets."""
    port = free_port()
    server = subprocess.Popen(
        [Path(sys.executable).with_name("moto_server"), "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while not answers(port):
            assert server.poll() is None
            time.sleep(0.1)
        for name in ("asli", "publik"):
            request = urllib.request.Request(f"http://127.0.0.1:{port}/{name}", method="PUT")
            request.add_header("Authorization", "AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/s3/aws4_request")
            urllib.request.urlopen(request).close()  # noqa: S310 - http, above
        yield {
            "S3_ENDPOINT": f"http://127.0.0.1:{port}", "S3_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "k",
            "AWS_SECRET_ACCESS_KEY": "s", "MEDIA_BUCKET": "asli", "PUBLIC_MEDIA_BUCKET": "publik",
        }  # fmt: skip
    finally:
        server.terminate()
        server.wait()


def test_photos_lie_in_buckets_and_come_back_from_a_backup(tmp_path, bucket):
    seen = walk(tmp_path, **bucket)
    assert seen["picture"] == [200, "image/jpeg", True]
    assert seen["store"] == "S3Storage"
    assert seen["restored"] == [200, "image/jpeg", True]
    assert not (tmp_path / "var" / "media").exists()
    assert not (tmp_path / "var" / "public").exists()


@pytest.mark.skipif(not answers(6379), reason="no Redis answers on this machine")
def test_pages_lie_in_a_redis_and_every_process_finds_them(tmp_path):
    seen = walk(tmp_path, CACHE_URL=REDIS)
    assert seen["pages"] == "Remote"
    assert seen["again"] == [200, True]


def test_a_redis_that_is_away_costs_no_reader_a_page(tmp_path):
    seen = walk(tmp_path, CACHE_URL=f"redis://127.0.0.1:{free_port()}/0")
    assert seen["story"] == 200
    assert seen["again"] == [200, True]
