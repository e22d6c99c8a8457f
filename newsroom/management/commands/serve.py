"""`make run`: a whole newsroom on this machine, desk and site and worker, ready made on its first run."""

import signal
import socket
import subprocess
import sys
import time
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.backends import DEMO_PASSWORD
from accounts.models import User
from accounts.roles import Bundle

SIGN_INS = (
    ("reporter", Bundle.REPORTER),
    ("editor", Bundle.EDITOR),
    ("managing editor", Bundle.MANAGING_EDITOR),
)


class Command(BaseCommand):
    help = "Set up what is missing, then serve desk and site with the worker beside them."

    def handle(self, *args: Any, **options: Any) -> None:
        must_be_free(settings.PORT)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("renew_pages", stdout=StringIO())  # templates or settings may have changed since they were kept
        if settings.DEMO:
            call_command("fill_demo", stdout=self.stdout)
        self.tell()
        connection.close()
        sys.exit(beside_each_other(settings.PORT))

    def tell(self) -> None:
        self.stdout.write(f"site: {settings.SITE_ADDRESS}/")
        self.stdout.write(f"desk: {settings.SITE_ADDRESS}/{settings.DESK_PATH}/")
        if not settings.DEMO:
            return
        for name, bundle in SIGN_INS:
            user = User.objects.filter(is_demo=True, rights__bundle=bundle).order_by("pk").first()
            if user:
                self.stdout.write(f"{name}: {user.username} / {DEMO_PASSWORD}")
        self.stdout.flush()


def must_be_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(f"Port {port} is taken: say PORT=8001 make run") from error


def beside_each_other(port: int) -> int:
    """Web server and worker; when one ends or a signal comes, both end."""
    web = [sys.executable, "-m", "gunicorn", "newsroom.wsgi", "--bind", f"127.0.0.1:{port}"]
    web += ["--preload", "--workers", "2", "--threads", "2", "--log-level", "warning"]
    children = [
        subprocess.Popen(command)  # noqa: S603 - our own two commands
        for command in (web, [sys.executable, "manage.py", "work"])
    ]
    stopped = False

    def stop(*_signal: object) -> None:
        nonlocal stopped
        stopped = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopped and all(child.poll() is None for child in children):
        time.sleep(0.2)
    for child in children:
        child.terminate()
    codes = [child.wait(timeout=20) for child in children]
    return 0 if stopped else max(codes)
