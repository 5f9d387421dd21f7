"""Where somebody signs in from: enough for its owner to recognise, too little to follow anybody by."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """What a browser calls itself, and its network (`coarse`)."""

    user_agent: str = ""
    network: str = ""


#: Commands and tests.
NOWHERE = Origin()


def coarse(address: str | None) -> str:
    """The network of an address, half of it left out: ``189.203.*.*``, ``2806:2f0:*``. Empty for what is none.

    Names of places would need a database of addresses that the registry does not have.
    """
    try:
        known = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    if known.is_loopback:
        return "localhost"
    if isinstance(known, ipaddress.IPv4Address):
        first, second, *_rest = str(known).split(".")
        return f"{first}.{second}.*.*"
    first, second, *_rest = known.exploded.split(":")
    return f"{first.lstrip('0') or '0'}:{second.lstrip('0') or '0'}:*"
