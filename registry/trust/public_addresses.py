"""Which addresses the registry may connect to, and which URLs it may ask for. Pure: look-ups are made elsewhere."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MAX_URL_LENGTH = 2_000
#: The only port: services that speak something else than the web listen elsewhere.
PORT = 443
#: At least two labels, the last of which no reader takes for a number: ``127.1`` and ``0x7f000001`` are addresses.
_NAME = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?!0x[0-9a-f]*$)(?=[a-z0-9-]*[a-z])"
    r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?",
    re.ASCII,
)
_PRINTABLE = re.compile(r"[!-\[\]^-~]+", re.ASCII)  # no space, no control, no backslash
#: No place of the public web, though Python (some versions of it) counts them as global: IPv6 that carries an IPv4
#: address of anybody's choice (6to4, Teredo) or stands in books, protocol assignments and the relay of 6to4, and the
#: address at which one cloud answers its own machines.
_NOT_THE_WEB = tuple(
    ipaddress.ip_network(one)
    for one in ("2002::/16", "2001::/23", "3fff::/20", "192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")
)
#: All IPv6 that has been given out for the public (IANA); everything else is mapped, translated, local or reserved.
_GIVEN_OUT = ipaddress.ip_network("2000::/3")


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be asked for: https, a name, port 443. ``path`` has the query and never a fragment."""

    host: str
    path: str

    @property
    def url(self) -> str:
        """The address in one spelling."""
        return f"https://{self.host}{self.path}"


def target_of(url: str) -> Target | None:
    """The parts of a URL that may be asked for; None for any other.

    Refused are other schemes and ports, user names, addresses in place of names, names of one label, and characters
    that two readers of URLs might take differently.
    """
    if len(url) > MAX_URL_LENGTH or not _PRINTABLE.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or "@" in parts.netloc or port not in (None, PORT) or not _NAME.fullmatch(host):
        return None
    query = f"?{parts.query}" if parts.query else ""
    return Target(host, (parts.path or "/") + query)


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet: not this machine, its network, its provider's or its cloud's.

    IPv4 inside IPv6 (mapped, translated, tunnelled) is refused whatever it carries: names of the web have a plain one.
    """
    if address.version == 6 and address not in _GIVEN_OUT:
        return False
    if any(address.version == net.version and address in net for net in _NOT_THE_WEB):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)
