"""The servers of `deploy/` on free ports, by the files shipped: the application server, Varnish and nginx."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"


class NotInstalled(Exception):
    """The program is not on this machine."""


@dataclass
class Running:
    port: int
    process: subprocess.Popen[bytes]

    @property
    def workers(self) -> list[int]:
        """The processes that this one started, as its numbers of the system."""
        return [
            int(word) for word in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def seconds(self) -> float:
        """Processor time so far, of the process and of those that it started."""
        return sum(seconds_of(pid) for pid in (self.process.pid, *self.workers))

    def memory(self) -> int:
        """MB that its largest worker holds."""
        return max(_memory(pid) for pid in self.workers)

    def get(self, path: str, *, status: int = 200, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        """Ask for a page, which must be one: a refusal costs next to nothing, and would be taken for a fast page."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = line.getresponse()
        response.body = response.read()  # type: ignore[attr-defined]
        line.close()
        if response.status != status:
            raise SystemExit(f"{path} answered {response.status}, not {status}: what was measured was no page.")
        return response


def seconds_of(pid: int) -> float:
    """Processor time that a process and its threads have taken so far, to the nanosecond (Linux).

    What /proc/PID/stat tells is counted in ticks of 10 ms, at which whoever waits for a timer is never seen.
    """
    return sum(int(task.read_text().split()[0]) for task in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


def _memory(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    """Waited for: ten seconds at most."""
    for _try in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False


@contextmanager
def running(port: int, command: Sequence[str | Path], **options: object) -> Iterator[Running]:
    process = subprocess.Popen(command, **options)  # type: ignore[call-overload]
    try:
        if not answers(port):
            raise SystemExit(f"{Path(command[0]).name} does not come up.")
        yield Running(port, process)
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def application(
    module: str = "newsroom.wsgi", *, workers: int = 1, path: Path = ROOT, **environment: str
) -> Iterator[Running]:
    """The application server by its own file, with as many workers; `path` is where the module is looked for first."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", module, "-c", DEPLOY / "gunicorn.conf.py", "--log-level", "error"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    known = os.environ | {"PYTHONPATH": f"{path}:{ROOT}"} | environment
    with running(port, command, cwd=ROOT, env=known) as one:
        while len(one.workers) < workers:
            time.sleep(0.05)
        yield one


def program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise NotInstalled(f"{name} is not installed")
    return found


@contextmanager
def varnish(
    folder: Path, *, readers: int, desk: int = 8001, memory: str = "16m", port: int | None = None
) -> Iterator[Running]:
    daemon, port = program("varnishd"), port or free_port()
    told = _replaced("varnish.vcl", {'.port = "8000"': f'.port = "{readers}"', '.port = "8001"': f'.port = "{desk}"'})
    (folder / "newsroom.vcl").write_text(told)
    command = [daemon, "-F", "-a", f"127.0.0.1:{port}", "-f", folder / "newsroom.vcl", "-n", folder / "work"]
    with running(port, [*command, "-s", f"malloc,{memory}", "-j", "none"], stderr=subprocess.DEVNULL) as one:
        yield one


@contextmanager
def nginx(folder: Path, *, readers: int, desk: int = 8001, most: int = 1024) -> Iterator[Running]:
    """`folder` stands in for /srv/newsroom; `most`: how many readers are served at a time."""
    server, port = program("nginx"), free_port()
    told = _replaced("nginx.conf", {
        "/var/cache/nginx/newsroom": f"{folder}/cache",
        "/srv/newsroom/code/deploy": str(DEPLOY), "/srv/newsroom": str(folder),
        "/etc/nginx/": f"{DEPLOY}/",
        "listen 8080": f"listen 127.0.0.1:{port}",
        "127.0.0.1:8000": f"127.0.0.1:{readers}", "127.0.0.1:8001": f"127.0.0.1:{desk}",
        "all_readers 1024": f"all_readers {most}",
    })  # fmt: skip
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;\n"
        f"events {{}}\nhttp {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/p;"
        f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n{told}\n}}\n"
    )
    with running(port, [server, "-c", folder / "nginx.conf", "-g", "daemon off; user root;"]) as one:
        yield one


def _replaced(name: str, words: dict[str, str]) -> str:
    """The file as shipped, but for these places of this machine."""
    told = (DEPLOY / name).read_text()
    for old, new in words.items():
        if old not in told:
            raise SystemExit(f"{name} no longer holds {old}")
        told = told.replace(old, new)
    return told
