"""The hostile inputs that were asked for, and the cases that show each; a test holds them to the archive."""

from __future__ import annotations

from collections.abc import Mapping

ASKED_FOR: Mapping[str, tuple[str, ...]] = {
    "poison graphs": ("a poison graph: nine blank nodes that name each other",),
    "zip bombs": (
        "a ZIP of 9 MB of zeros in 9 KB",
        "a ZIP of 27 files that become 270 MB",
        "a ZIP entry that says it is smaller than it is",
    ),
    "gzip bombs": (
        "a status list that unpacks to 1 GB",
        "a PDF whose attachment unpacks to 100 MB",
        "a bundle that unpacks to more than 256 MiB",
    ),
    "picture bombs": (
        "a picture of 2,500 million points",
        "a PNG whose text unpacks to 100 MB",
        "a picture of nothing but the corners of codes, where a search ends at its time",
    ),
    "XML entities": (
        "an SVG whose entities grow a thousand million times",
        "an SVG whose entity is a file of the server",
        "a workbook whose sheet declares an entity",
    ),
    "PNG chunks with false lengths": (
        "a PNG whose chunk says it is 2 GB",
        "a PNG whose chunk says it is shorter than it is",
    ),
    "two credentials in one image": ("a PNG with two credentials", "an SVG with two credentials"),
    "JWT with `alg:none`": ("a JWT with `alg` none", "a JWT with `alg` nOnE"),
    "a JWK in the header that is not the issuer's": ("a JWK in the header that is not the issuer's",),
    "a status list signed by someone else": (
        "a status list signed by somebody else",
        "a status list signed by somebody else in the institution's name",
    ),
    "a list whose bits are too short": ("a status list of 8 bits",),
    "an index out of range": ("an index beyond the list", "the index `-1`"),
    "an index as a number": ("an index as a number",),
    "`validFrom` in the future": ("`validFrom` in the future",),
    "time zones": (
        "`validUntil` an hour ago, written as tomorrow in another time zone",
        "`validUntil` in an hour, written as yesterday in another time zone",
        "`validFrom` without a time zone",
    ),
    "an expired status list": ("a status list of three days ago",),
    "contexts redefined inline": (
        "a context written into the document",
        "a context written into the subject, honestly signed as JWT",
    ),
    "undefined terms added after signing": ("a member added after signing that no context defines",),
    "a key outside `assertionMethod`": ("a key outside `assertionMethod`",),
    "a name in bidirectional characters": (
        "a name that turns round the sentence it stands in (U+202E); shown without the mark",
        "a code with a name that turns round its line (U+202E)",
    ),
    "10 MB of JSON": ("10 MB of JSON, uploaded",),
    "1,000 levels of nesting": ("1,000 levels of nesting, uploaded",),
}
