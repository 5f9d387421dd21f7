"""Pictures, PDFs, texts and links as they come in at ``/verify`` and at ``POST /api/v1/verify``."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

from registry.artefacts.baking import bake_png, bake_svg
from registry.documents.carriers import MAX_ATTACHED_CREDENTIALS, MAX_ATTACHMENTS, MAX_CHUNKS, PNG_SIGNATURE
from registry.signing import jcs, to_base64url
from registry.verification import Result, Verdict
from tests.hostile.archive import Case, Group, HandedIn, Outcome
from tests.hostile.documents import large, levels
from tests.hostile.entrances import pasted, photographed, uploaded
from tests.hostile.making import GOOD, case
from tests.support.archives import (
    carpet,
    chunk,
    false_length,
    laughs,
    pdf,
    pdf_bomb,
    picture,
    png_of,
    with_two,
)
from tests.verification import world

DATA = world.dumps(GOOD)
SVG = '<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'
_BADGE = "http://www.w3.org/2000/svg"


def file(name: str, code: str, data: Callable[[], bytes]) -> Case:
    """An upload in which there is nothing to verify."""
    return Case(name, Group.FILE, Outcome(code), lambda: HandedIn(data(), read=uploaded))


def link(name: str, code: str, text: str) -> Case:
    """A pasted line that leads to nothing here."""
    return Case(name, Group.FILE, Outcome(code), lambda: HandedIn(text.encode(), read=pasted))


def honest(name: str, data: Callable[[], bytes]) -> Case:
    """An upload that carries the sample award among what might hide it."""
    expected = ("signature", Result.PASSED, "signature_good", Verdict.VALID)
    return case(name, Group.FILE, expected, lambda: HandedIn(data(), read=uploaded))


def baked() -> bytes:
    return bake_png(picture(), DATA.decode())


def token() -> bytes:
    """A pass to somebody's programs, as sign-in servers write them."""
    claims = {"iss": "https://entrar.example", "sub": "1", "aud": "portal", "exp": 1_900_000_000}
    return b".".join(to_base64url(jcs(part)).encode() for part in ({"alg": "ES256"}, claims, {"x": "x" * 46}))


def assertion() -> bytes:
    old = {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://old.example/1"}
    return world.dumps({**old, "badge": "https://old.example/badge", "verification": {"type": "hosted"}})


def shorter() -> bytes:
    """The badge's text chunk says one byte less than it is: what follows is read as another chunk's length."""
    whole = baked()
    at = whole.index(b"iTXt") - 4
    (length,) = struct.unpack(">I", whole[at : at + 4])
    return whole[:at] + struct.pack(">I", length - 1) + whole[at + 4 :]


def packed_text() -> bytes:
    """A badge whose compressed text is 100 MB of blanks."""
    packer = zlib.compressobj(9)
    text = b"".join([packer.compress(b" " * 1_000_000) for _ in range(100)]) + packer.flush()
    whole = picture()
    return whole[:-12] + chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + text) + whole[-12:]


def external() -> bytes:
    entity = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return (entity + SVG.format(inside="<text>&x;</text>")).encode()


def twice() -> bytes:
    """A drawing into which a second credential was put."""
    drawn = bake_svg(SVG.format(inside="").encode(), DATA.decode()).decode()
    start, end = drawn.index("<openbadges:credential"), drawn.index("</openbadges:credential>")
    one = drawn[start : end + len("</openbadges:credential>")]
    return drawn.replace(one, one * 2).encode()


CASES = (
    honest("a PNG with the sample award", baked),
    honest(
        "a PDF with the sample award behind 900 other files",
        lambda: pdf([*((f"{n}.txt", b"") for n in range(900)), ("c.json", DATA)]),
    ),
    file("an empty file", "empty_file", lambda: b" \n"),
    file("a screenshot without a code", "no_credential_found", picture),
    file("a screenshot without a code, as JPEG", "no_credential_found", lambda: picture(form="JPEG")),
    file(
        "a photograph of two codes",
        "several_codes",
        lambda: picture("https://registro.example/s/1", "https://registro.example/s/2", size=(1400, 900)),
    ),
    file("a photograph of a code that says something else", "code_of_nothing", lambda: picture("Mesa 4")),
    file(
        "a photograph of a code of another site",
        "foreign_link",
        lambda: picture("https://elsewhere.example/s/x", form="JPEG"),
    ),
    file(
        "a photograph of a code of another site that shows our host before an @",
        "foreign_link",
        lambda: picture("https://registro.example@elsewhere.example/s/x"),
    ),
    file("a picture of 2,500 million points", "picture_too_large", lambda: png_of(50_000, 50_000)),
    Case(
        "a picture of nothing but the corners of codes, where a search ends at its time",
        Group.FILE,
        Outcome("picture_too_busy"),
        lambda: HandedIn(carpet(), read=photographed),
    ),
    file("half a photograph", "damaged", lambda: picture("x", form="JPEG")[:2_000]),
    file("a video", "photograph", lambda: b"GIF89a" + bytes(100)),
    file("a PNG whose chunk says it is 2 GB", "damaged", false_length),
    file("a PNG whose chunk says it is shorter than it is", "damaged", shorter),
    file("a PNG with a wrong checksum", "damaged", lambda: baked().replace(b"Ana", b"Eva", 1)),
    file(
        "a PNG of 10,001 empty chunks",
        "damaged",
        lambda: PNG_SIGNATURE + chunk(b"tEXt", b"") * (MAX_CHUNKS + 1) + chunk(b"IEND", b""),
    ),
    file("a PNG with two credentials", "several", lambda: with_two(DATA)),
    file("a PNG whose text unpacks to 100 MB", "too_large", packed_text),
    file("an SVG with two credentials", "several", twice),
    file("an SVG whose entities grow a thousand million times", "damaged", laughs),
    file("an SVG whose entity is a file of the server", "damaged", external),
    file("an SVG cut off", "damaged", lambda: SVG.format(inside="").encode()[:-4]),
    file("an SVG without a credential", "picture_without_credential", lambda: SVG.format(inside="").encode()),
    file(
        "a PDF with more credentials than are read",
        "several",
        lambda: pdf([(f"{n}.json", DATA) for n in range(MAX_ATTACHED_CREDENTIALS + 2)]),
    ),
    file(
        "a PDF with the credential behind 1,000 other files",
        "pdf_without_credential",
        lambda: pdf([*((f"{n}.txt", b"") for n in range(MAX_ATTACHMENTS)), ("z.json", DATA)]),
    ),
    file("a PDF cut off", "damaged", lambda: pdf([("c.json", DATA)])[:700]),
    file("a PDF with a password", "encrypted_pdf", lambda: pdf([("c.json", DATA)], password="ficticio")),
    file("a PDF whose attachment unpacks to 100 MB", "damaged", lambda: pdf_bomb(100_000_000)),
    file("a scan without attachment", "pdf_without_credential", lambda: pdf([])),
    file("10 MB of JSON, uploaded", "too_large", large),
    file("1,000 levels of nesting, uploaded", "too_deep", lambda: levels(1_000)),
    file("JSON of something else", "not_a_credential", lambda: b'{"name": "registro", "version": "1.0.0"}'),
    file("a map in JSON", "not_a_credential", lambda: b'{"type": "FeatureCollection", "features": []}'),
    file("a JWT of something else", "not_a_credential", token),
    file("an Open Badges 2.0 assertion", "older_badge", assertion),
    file("UTF-16", "not_utf8", lambda: DATA.decode().encode("utf-16")),
    file("a program", "unknown_format", lambda: b"\x7fELF" + bytes(100)),
    file("a ZIP where one credential is asked for", "unknown_format", lambda: b"PK\x03\x04" + bytes(100)),
    link("a link of another site", "foreign_link", "https://elsewhere.example/s/x"),
    link("a link that shows our host before an @", "foreign_link", "https://registro.example@elsewhere.example/s/x"),
    link("a link whose host begins with ours", "foreign_link", "https://registro.example.elsewhere.example/s/x"),
    link("a link to a server inside the house", "foreign_link", "http://127.0.0.1:8000/s/x"),
    link("a link to our host at another port", "foreign_link", "https://registro.example:8443/s/x"),
    link("a link that opens a bracket", "unreadable_link", "https://[registro.example/s/x"),
    link("a link to another page of ours", "not_a_shared_link", "https://registro.example/catalogue"),
    link("a folio with a slip of the pen", "mistyped_folio", "7Q4K-M2ZT-9XW3-H0"),
    link("a link to a file of the server", "unknown_format", "file:///etc/passwd"),
    link("a link of a browser's own scheme", "unknown_format", "javascript:alert(1)"),
)
