"""A baked picture gives back exactly what was baked, to readers that we did not write."""

from __future__ import annotations

import importlib.util
import json
import struct
import sys
import types
import zlib
from pathlib import Path
from typing import Any

import pytest
from openbadgeslib import baking as oracle

from registry.artefacts.baking import PNG_KEYWORD, PNG_SIGNATURE, SVG_NAMESPACE, CannotBake, bake_png, bake_svg
from registry.artefacts.qr import qr_png
from registry.documents.carriers import from_png, from_svg

JWS = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1cm46dXVpZDoxIn0." + "A" * 86
JSON = json.dumps({"id": "urn:uuid:1", "name": "Ñ 😀 ]]> & <b> \" '", "proof": {}}, ensure_ascii=False)
PNG = qr_png("https://registro.example/")
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>a &gt; b</title></svg>'
THIRD_PARTY = Path(__file__).parents[2] / "../shared/interop/baked.py"


@pytest.mark.parametrize("payload", [JWS, JSON])
def test_the_oracle_reads_what_was_baked(payload: str) -> None:
    assert oracle.extract_png(bake_png(PNG, payload), keyword=oracle.ITXT_KEYWORD_OB3) == payload
    baked = bake_svg(SVG, payload)
    assert oracle.extract_svg(baked, element=oracle.SVG_ELEMENT_OB3, text_fallback=True) == payload


def independent_reader() -> Any:
    """The extractor kept beside the project; its reporting helper is not needed and stands empty."""
    if not THIRD_PARTY.exists():
        pytest.skip("the independent extractor is not beside the project")
    sys.modules.setdefault("obdocs", types.SimpleNamespace(report=None))  # type: ignore[arg-type]
    spec = importlib.util.spec_from_file_location("baked", THIRD_PARTY)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("payload", [JWS, JSON.replace('"proof": {}', '"proof": {"type": "x"}')])
def test_an_independent_reader_finds_no_fault(payload: str) -> None:
    reader = independent_reader()
    for baked in (bake_png(PNG, payload), bake_svg(SVG, payload)):
        found, faults, notes = reader.extract(baked)
        assert (found, faults) == (payload, [])
        assert not any("not the first child" in note or "not empty" in note for note in notes)


def test_the_carrier_stands_directly_after_the_svg_tag() -> None:
    baked = bake_svg(SVG, JWS).decode()
    assert (
        f'viewBox="0 0 1 1" xmlns:openbadges="{SVG_NAMESPACE}"><openbadges:credential verify="{JWS}"/><title>' in baked
    )


@pytest.mark.parametrize("first", [JWS, JSON])
@pytest.mark.parametrize("second", [JWS + "B", JSON.replace("urn:uuid:1", "urn:uuid:2")])
def test_baking_again_leaves_only_the_new_credential(first: str, second: str) -> None:
    assert bake_png(bake_png(PNG, first), second) == bake_png(PNG, second)
    assert bake_svg(bake_svg(SVG, first), second) == bake_svg(SVG, second)


@pytest.mark.parametrize(
    "old",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><o:credential xmlns:o="%s" verify="a>b"/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><g/><o:credential xmlns:o="%s"><i>x</i></o:credential></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><g><credential xmlns="%s"></credential></g></svg>',
    ],
)
def test_takes_out_a_carrier_under_any_prefix_and_in_any_place(old: bytes) -> None:
    baked = bake_svg(old % SVG_NAMESPACE.encode(), JWS)
    assert baked.count(b"credential") == 1
    assert oracle.extract_svg(baked, element=oracle.SVG_ELEMENT_OB3) == JWS


def test_takes_out_credentials_in_every_kind_of_text_chunk() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    end = PNG.rindex(b"IEND") - 4
    stale = chunk(b"tEXt", PNG_KEYWORD + b"\0old") + chunk(b"iTXt", PNG_KEYWORD + b"\0\1\0\0\0" + zlib.compress(b"old"))
    other = chunk(b"tEXt", b"Title\0A badge")
    baked = bake_png(PNG[:end] + stale + other + PNG[end:], JWS)
    assert baked.count(PNG_KEYWORD) == 1
    assert b"Title\0A badge" in baked


@pytest.mark.parametrize("payload", ["", "not a credential", "[1]", "a.b", JWS + "\n", '{"cut":'])
def test_refuses_a_payload_that_is_no_credential(payload: str) -> None:
    with pytest.raises(CannotBake):
        bake_png(PNG, payload)
    with pytest.raises(CannotBake):
        bake_svg(SVG, payload)


@pytest.mark.parametrize("damaged", [b"", b"GIF89a", PNG[:-12], PNG[:60], PNG[:40] + b"\xff" + PNG[41:], PNG_SIGNATURE])
def test_refuses_a_png_that_is_damaged(damaged: bytes) -> None:
    with pytest.raises(CannotBake):
        bake_png(damaged, JWS)


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"<svg",
        b"<html/>",
        b"<svg/>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><g></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="urn:x"><g/></svg>',
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        '<?xml version="1.0" encoding="utf-16"?><svg xmlns="http://www.w3.org/2000/svg"><g/></svg>'.encode("utf-16"),
    ],
)
def test_refuses_an_svg_that_cannot_carry_it(damaged: bytes) -> None:
    with pytest.raises(CannotBake):
        bake_svg(damaged, JWS)


def test_refuses_json_that_xml_cannot_hold() -> None:
    with pytest.raises(CannotBake, match="FFFE"):
        bake_svg(SVG, '{"name":"\ufffe"}')


@pytest.mark.parametrize("payload", [JWS, JSON])
def test_our_own_reader_gets_back_what_was_baked(payload: str) -> None:
    assert from_png(bake_png(PNG, payload)) == payload
    assert from_svg(bake_svg(SVG, payload)) == payload
