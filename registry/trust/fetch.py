"""Asking other servers: the only place of the registry that makes a request of its own accord.

What may be asked and by whom is decided in `registry.trust.foreign`; the limits are here and hold for every hop
(docs/decisions/0006-outbound-requests.md):

- https alone, port 443, the name's certificate verified;
- every address of the name must be public, and the connection goes to one that was checked: a name that answers
  otherwise the second time (DNS rebinding) is never asked a second time;
- a few seconds altogether, a few redirects, a bound on the bytes, a list of content types;
- nothing of ours goes along: no cookie, no credential, no proxy or password file of the environment.
"""

from __future__ import annotations

import contextlib
import contextvars
import functools
import http.client
import io
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urljoin

from registry.trust.public_addresses import PORT, Address, Target, is_public, target_of

#: Seconds: for one connection, for one silence, for everything from the first look-up to the last byte.
CONNECT_SECONDS = 4.0
SILENCE_SECONDS = 5.0
TOTAL_SECONDS = 10.0
MAX_REDIRECTS = 3
#: A name with more addresses than this is tried at the first few.
MAX_ADDRESSES = 3
#: Status line, headers and chunk marks beside the body.
OVERHEAD_BYTES = 65_536
#: Requests of one process at a time: slow servers must not hold all of its threads.
MAX_AT_ONCE = 4
USER_AGENT = "registry-of-microcredentials (verification)"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ABSENT = frozenset({404, 410})
_slots = threading.BoundedSemaphore(MAX_AT_ONCE)


class FetchFailed(Exception):
    """Nothing was obtained. ``reason`` is a stable word with a sentence in `registry.verification.messages.why`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Want:
    """What is asked for: the ``Accept`` header, the content types that are taken, and the most bytes of a body."""

    accept: str
    types: frozenset[str]
    limit: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. ``body`` is None when it said that the copy of ``etag`` is still good (304).

    ``max_age`` are the seconds for which it may be kept by ``Cache-Control``; None where it does not say.
    """

    body: bytes | None
    media_type: str
    etag: str | None
    max_age: int | None


@dataclass(frozen=True, slots=True)
class Network:
    """How names become addresses and addresses become connections. Tests put their own in place with `running`."""

    resolve: Callable[[str, float], tuple[Address, ...]]
    dial: Callable[[Address, float], socket.socket]
    tls: Callable[[], ssl.SSLContext]


def fetch(url: str, want: Want, *, etag: str | None = None) -> Answer:
    """The answer of the server at ``url``, or at the end of its redirects.

    Raises `FetchFailed`: ``not_allowed`` (the URL, or an address of its name), ``no_address``, ``refused``, ``tls``,
    ``timeout``, ``network``, ``redirects``, ``not_found``, ``http_<status>``, ``content_type``, ``too_large``,
    ``busy``.
    """
    if not _slots.acquire(blocking=False):
        raise FetchFailed("busy")
    try:
        return _follow(url, want, etag, deadline=time.monotonic() + TOTAL_SECONDS)
    except FetchFailed:
        raise
    except TimeoutError as error:
        raise FetchFailed("timeout") from error
    except ConnectionRefusedError as error:
        raise FetchFailed("refused") from error
    except ssl.SSLError as error:
        raise FetchFailed("tls") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FetchFailed("network") from error
    finally:
        _slots.release()


def _follow(url: str, want: Want, etag: str | None, *, deadline: float) -> Answer:
    for _ in range(MAX_REDIRECTS + 1):
        target = target_of(url)
        if target is None:
            raise FetchFailed("not_allowed")
        with _connected(target, deadline) as connection:
            answer = _ask(connection, target, want, etag, deadline=deadline)
        if isinstance(answer, Answer):
            return answer
        url = urljoin(target.url, answer)
    raise FetchFailed("redirects")


@contextlib.contextmanager
def _connected(target: Target, deadline: float) -> Iterator[ssl.SSLSocket]:
    """A verified TLS connection to one of the addresses that were checked."""
    network = _network.get()
    addresses = network.resolve(target.host, _left(deadline))
    if not addresses:
        raise FetchFailed("no_address")
    # One address that is not public spoils the name: it is somebody's attempt, or somebody's internal name.
    if not all(is_public(one) for one in addresses):
        raise FetchFailed("not_allowed")
    with _dialled(network, addresses[:MAX_ADDRESSES], deadline) as plain:
        plain.settimeout(min(CONNECT_SECONDS, _left(deadline)))
        with network.tls().wrap_socket(plain, server_hostname=target.host) as secure:
            yield secure


def _dialled(network: Network, addresses: tuple[Address, ...], deadline: float) -> socket.socket:
    for last, address in enumerate(addresses, start=1 - len(addresses)):
        try:
            return network.dial(address, min(CONNECT_SECONDS, _left(deadline)))
        except OSError:
            if last == 0:
                raise
    raise FetchFailed("no_address")


def _ask(secure: ssl.SSLSocket, target: Target, want: Want, etag: str | None, *, deadline: float) -> Answer | str:
    """The answer, or where it redirects to."""
    connection = _Connection(target.host)
    connection.sock = cast(Any, _Wire(secure, deadline=deadline, most=want.limit + OVERHEAD_BYTES))
    headers = {"Accept": want.accept, "User-Agent": USER_AGENT, "Connection": "close"}
    if etag is not None:
        headers["If-None-Match"] = etag
    connection.request("GET", target.path, headers=headers)
    response = connection.getresponse()
    if response.status in _REDIRECTS:
        location = response.getheader("Location")
        if not location:
            raise FetchFailed("redirects")
        return location
    if response.status == 304 and etag is not None:
        return Answer(None, "", etag, _max_age(response))
    if response.status != 200:
        raise FetchFailed("not_found" if response.status in _ABSENT else f"http_{response.status}")
    media_type = response.headers.get_content_type()
    if media_type not in want.types or response.getheader("Content-Encoding", "identity") != "identity":
        raise FetchFailed("content_type")
    return Answer(_body(response, want.limit), media_type, response.getheader("ETag"), _max_age(response))


def _body(response: http.client.HTTPResponse, limit: int) -> bytes:
    if (response.length or 0) > limit:
        raise FetchFailed("too_large")
    data = response.read(limit + 1)
    if len(data) > limit:
        raise FetchFailed("too_large")
    if response.length:
        raise FetchFailed("network")  # cut off before the end that it announced
    return data


def _max_age(response: http.client.HTTPResponse) -> int | None:
    for directive in response.getheader("Cache-Control", "").lower().split(","):
        name, _, value = directive.strip().partition("=")
        if name == "max-age" and value.isascii() and value.isdigit():
            return min(int(value[:10]), 10**9)
        if name in ("no-store", "no-cache"):
            return 0
    return None


class _Connection(http.client.HTTPConnection):
    """Reads and writes HTTP over a connection that is given to it; never opens one, and so no second one either."""

    default_port = PORT
    auto_open = 0


class _Wire:
    """A connection as `http.client` uses one, with the deadline kept when it sends."""

    def __init__(self, secure: ssl.SSLSocket, *, deadline: float, most: int) -> None:
        self._secure, self._deadline, self._most = secure, deadline, most

    def sendall(self, data: bytes) -> None:
        """Send the request."""
        self._secure.settimeout(min(SILENCE_SECONDS, _left(self._deadline)))
        self._secure.sendall(data)

    def makefile(self, *_mode: Any) -> io.BufferedReader:
        """What the response is read from."""
        return io.BufferedReader(_Bounded(self._secure, self._deadline, self._most))

    def close(self) -> None:
        """Nothing: whoever connected disconnects, once the answer has been read."""


class _Bounded(io.RawIOBase):
    """Every byte counts against the deadline and against the size.

    The time-out of a socket bounds one silence alone: a server that sends a byte each second would hold it for hours.
    """

    def __init__(self, secure: ssl.SSLSocket, deadline: float, most: int) -> None:
        self._secure, self._deadline, self._left = secure, deadline, most

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Some bytes. Raises TimeoutError past the deadline, `FetchFailed` past the size."""
        self._secure.settimeout(min(SILENCE_SECONDS, _left(self._deadline)))
        count = self._secure.recv_into(buffer)
        self._left -= count
        if self._left < 0:
            raise FetchFailed("too_large")
        return count


def _left(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _resolve(name: str, seconds: float) -> tuple[Address, ...]:
    """Every address of a name. The dot at its end keeps the machine's own search domains out.

    The system's resolver takes no deadline, so that it is asked from a thread that nobody waits for beyond one.
    """
    said: queue.SimpleQueue[tuple[Address, ...] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(f"{name}.".encode("ascii"), PORT, type=socket.SOCK_STREAM)
            said.put(tuple(dict.fromkeys(ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found)))
        except Exception as error:
            said.put(error)

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answer = said.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise FetchFailed("no_address") from answer
    return answer


def _dial(address: Address, seconds: float) -> socket.socket:
    return socket.create_connection((str(address), PORT), timeout=seconds)


@functools.lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """The certificate authorities of the machine, TLS 1.2 or newer, the name verified."""
    return ssl.create_default_context()


#: The internet.
PUBLIC = Network(_resolve, _dial, _tls)
_network: contextvars.ContextVar[Network] = contextvars.ContextVar("network", default=PUBLIC)


@contextlib.contextmanager
def running(network: Network) -> Iterator[None]:
    """Within the block requests go over another network. For tests: no setting leads here."""
    token = _network.set(network)
    try:
        yield
    finally:
        _network.reset(token)
