"""PostgreSQL addresses with several hosts, and how long a connection waits for one that says nothing (pure).

libpq writes ``postgresql://user@one:5432,two:5433/name``; SQLAlchemy reads no such address, but both read the hosts as
parameters: ``postgresql://user@/name?host=one,two&port=5432,5433``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

POSTGRESQL: Final = "postgresql"
DEFAULT_PORT: Final = "5432"
#: A host that drops packets must not hold a page for minutes: how long to wait for a connection, and after how much
#: silence to ask whether the other side still lives (seconds; ``tcp_user_timeout`` in milliseconds).
PATIENCE: Final[Mapping[str, str]] = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "25000",
}


def is_postgresql(url: str) -> bool:
    """Whether the address is of a PostgreSQL, with or without the driver's name."""
    return urlsplit(url).scheme.partition("+")[0] == POSTGRESQL


def spread(url: str, *, attributes: str) -> str:
    """The address with several hosts as parameters, which SQLAlchemy and libpq both read; one with one host as it is.

    ``attributes`` is the ``target_session_attrs`` for several hosts that do not name theirs. Without it the first host
    that answers would be taken, whether it may write or not. Raises ValueError for a port that is no number.
    """
    if not is_postgresql(url):
        return url
    parts = urlsplit(url)
    who, at, places = parts.netloc.rpartition("@")
    parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
    if "," in places:
        hosts, ports = zip(*(_host_and_port(place) for place in places.split(",")), strict=True)
        parameters = {"host": ",".join(hosts), "port": ",".join(ports), **parameters}
        places = ""
    if "," not in parameters.get("host", ""):
        return url
    parameters.setdefault("target_session_attrs", attributes)
    query = urlencode(parameters, quote_via=quote, safe="/:,")
    return f"{parts.scheme}://{who}{at}{places}{parts.path}?{query}"


def patience(url: str) -> dict[str, str]:
    """The parameters of `PATIENCE` that the address does not set itself."""
    return unless_given(url, **PATIENCE)


def unless_given(url: str, **parameters: str) -> dict[str, str]:
    """Those parameters that the address does not set itself."""
    given = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    return {name: value for name, value in parameters.items() if name not in given}


def _host_and_port(place: str) -> tuple[str, str]:
    """``one:5432`` or ``[::1]:5432``, the port optional."""
    host, _, port = place.rpartition(":") if ":" in place.rpartition("]")[2] else (place, "", "")
    if port and not port.isdigit():
        raise ValueError(f"{port!r} is not a port")
    return unquote(host).strip("[]"), port or DEFAULT_PORT
