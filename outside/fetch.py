"""The one safe way to an address of somebody else: resolved once, checked, and connected to as checked.

No proxy of the surroundings, no cookies, no local network, no redirect; bounded in time and size. What goes wrong is
told by the host alone: a token may stand in the path.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

SECONDS, BYTES = 5.0, 2_000_000
PORTS = {"http": 80, "https": 443}
MOVED = frozenset({301, 302, 303, 307, 308})
AS_TYPED = "".join(chr(sign) for sign in range(33, 127))
"""Of an address only letters of other scripts are written out as bytes."""
NAT64 = ipaddress.ip_network("64:ff9b::/96")
CHUNK = 65_536

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Refused(ValueError):
    """An address that may not be reached; the message says why."""


class Failed(OSError):
    """The other side did not answer as it should."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


def post(
    url: str, data: bytes, *, headers: Mapping[str, str] | None = None, seconds: float = SECONDS, limit: int = BYTES
) -> Answer:
    """POST to an address. It follows no redirect, which would hand what is sent to somebody else."""
    answer = _once(url, data, dict(headers or {}), seconds, limit)
    if answer.status in MOVED:
        raise Failed(f"{parsed(url).hostname} sends what is posted elsewhere")
    return answer


def parsed(url: str) -> SplitResult:
    """The parts of an address that may be asked for at all."""
    if any(ord(sign) <= 32 or ord(sign) == 127 for sign in url) or "\\" in url:  # noqa: PLR2004 - control characters
        raise Refused("the address holds signs that no address has")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused(str(error)) from error
    if parts.scheme not in PORTS:
        raise Refused("only http and https")
    if parts.username is not None or parts.password is not None:
        raise Refused("no user name in an address")
    if not parts.hostname or port not in (None, PORTS[parts.scheme]):
        raise Refused("no host, or a port of its own")
    return parts


def resolve(host: str, port: int) -> str:
    """The address to connect to; refused if the name leads anywhere that is not public."""
    try:
        ascii_name = host if ":" in host else host.encode("idna").decode()
        found = socket.getaddrinfo(ascii_name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Failed(f"{host} is not found") from error
    numbers = [str(row[4][0]) for row in found]
    if not numbers or not all(is_public(ipaddress.ip_address(number.split("%")[0])) for number in numbers):
        raise Refused(f"{host} is not a public address")
    return numbers[0]


def is_public(address: Address) -> bool:
    """Global, and so is whatever IPv4 address an IPv6 one carries inside."""
    if isinstance(address, ipaddress.IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in NAT64:
            inside = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inside is not None:
            return is_public(inside)
    if isinstance(address, ipaddress.IPv6Address) and address.is_site_local:  # long given up, and still routed inside
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _once(url: str, data: bytes, headers: dict[str, str], seconds: float, limit: int) -> Answer:
    parts = parsed(url)
    host, port = str(parts.hostname), PORTS[parts.scheme]
    number = resolve(host, port)
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    # Closes the socket whatever it is doing, so that a drip of bytes can't hold a worker.
    opened: list[socket.socket] = []
    late = threading.Event()
    clock = threading.Timer(seconds, _shut, [opened, late])
    clock.start()
    try:
        opened.append(socket.create_connection((number, port), timeout=seconds))
        if parts.scheme == "https":
            opened.append(ssl.create_default_context().wrap_socket(opened[0], server_hostname=host))
        connection.sock = opened[-1]
        path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=AS_TYPED)
        sent = {"Accept-Encoding": "identity", "User-Agent": "Redaksi", "Connection": "close"} | headers
        connection.request("POST", path, body=data, headers=sent)
        with connection.getresponse() as response:  # which holds the socket open by itself
            answer = _read(response, limit)
        if late.is_set():  # a socket shut from this side looks like the end of the answer
            raise Failed(f"{host} took more than {seconds} s")
        return answer
    except (OSError, http.client.HTTPException) as error:
        raise error if isinstance(error, Failed) else Failed(f"{host}: {error or type(error).__name__}") from error
    finally:
        clock.cancel()
        connection.close()
        for one in opened:
            one.close()


def _shut(opened: list[socket.socket], late: threading.Event) -> None:
    late.set()
    for one in opened:
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue  # closed meanwhile


def _read(response: http.client.HTTPResponse, limit: int) -> Answer:
    if response.getheader("Content-Encoding", "identity") != "identity":
        raise Failed("an encoding that was not asked for")
    body = b""
    while part := response.read1(CHUNK):
        body += part
        if len(body) > limit:
            raise Failed(f"more than {limit} bytes")
    expected = response.getheader("Content-Length", "")
    if expected.isdecimal() and len(body) < int(expected[:18]):
        raise Failed("the answer broke off")
    found = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, found, body)
