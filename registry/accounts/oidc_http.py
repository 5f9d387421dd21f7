"""Speaking to the outside log-in that the operator has named: the one other server that signing in asks.

Unlike the servers of `registry.trust.fetch`, which strangers choose, this one is the operator's own choice and may
stand in a private network. The bounds on time and bytes hold all the same, and no redirect is followed: an answer that
leads elsewhere is none.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson

from registry import config

#: Seconds for the connection and for each silence. A sign-in waits for three answers at most.
SILENCE_SECONDS = 5.0
MOST_BYTES = 262_144
_LOCAL = ("127.0.0.1", "localhost")


class OutsideUnreachable(Exception):
    """There is no answer that can be used. ``reason`` is for the log: a word, never a body."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said: its status, and the JSON object in its body."""

    status: int
    body: dict[str, Any]


def ask(url: str, *, form: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
    """A JSON object from the outside log-in: by GET, or by POST with a form. Raises `OutsideUnreachable`."""
    parts = urlsplit(url)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = {"Accept": "application/json", **(headers or {})}
    if form is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request("POST" if form is not None else "GET", target, body=form, headers=sent)
        response = connection.getresponse()
        body = response.read(MOST_BYTES + 1)
    except TimeoutError as fault:
        raise OutsideUnreachable("timeout") from fault
    except (OSError, http.client.HTTPException) as fault:
        raise OutsideUnreachable(type(fault).__name__) from fault
    finally:
        connection.close()
    if len(body) > MOST_BYTES:
        raise OutsideUnreachable("too_large")
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as fault:
        raise OutsideUnreachable(f"http_{response.status}_not_json") from fault
    if not isinstance(found, dict):
        raise OutsideUnreachable("not_an_object")
    return Answer(response.status, found)


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=SILENCE_SECONDS, context=context)
    if scheme == "http" and host in _LOCAL and not config.current().production:
        return http.client.HTTPConnection(host, port, timeout=SILENCE_SECONDS)
    raise OutsideUnreachable("not_https")
