"""The badge picture: distinct by definition, the same for the same one, and still a badge after baking."""

from __future__ import annotations

import re
import struct

import pytest
from defusedxml import ElementTree
from openbadgeslib import baking as oracle

from registry.artefacts import BadgeFacts, Track, badge_png, badge_svg, bake_png, bake_svg, initials_of
from registry.texts import Text, same
from tests.artefacts.samples import rosette

JWS = "eyJh.eyJi." + "A" * 86
SVG = "{http://www.w3.org/2000/svg}"


def drawn(**changes: object) -> str:
    facts: dict[str, object] = {
        "track": Track.LITERACY,
        "title": Text("Uso responsable de la IA en el aula", "Responsible use of AI in the classroom"),
        "institution": "Universidad Ficticia del Valle",
        "level": Text("Aplica", "Applies"),
    }
    return badge_svg(BadgeFacts(**{**facts, **changes}), language="es", rosette_svg=rosette("definition/1"))  # type: ignore[arg-type]


def test_is_a_well_formed_square_with_a_title() -> None:
    root = ElementTree.fromstring(drawn())
    assert root.attrib["viewBox"] == "0 0 600 600"
    assert (
        root.findtext(f"{SVG}title") == "Insignia: Uso responsable de la IA en el aula, Universidad Ficticia del Valle"
    )
    assert "no prueba nada" in (root.findtext(f"{SVG}desc") or "")


def test_needs_no_font_no_style_and_no_other_file() -> None:
    svg = drawn()
    assert "<text" not in svg and "font-family" not in svg
    assert "style=" not in svg and "<style" not in svg and "<script" not in svg and "<image" not in svg
    assert all(target.startswith("#") for target in re.findall(r'href="([^"]*)"', svg))


def test_every_reference_inside_leads_somewhere_and_no_id_is_taken_twice() -> None:
    svg = drawn()
    names = re.findall(r'\sid="([^"]*)"', svg)
    assert len(names) == len(set(names))
    assert {target[1:] for target in re.findall(r'href="([^"]*)"', svg)} <= set(names)


def test_each_track_has_its_ink() -> None:
    assert 'r="297" fill="#611232"' in drawn(track=Track.LITERACY)
    assert 'r="297" fill="#13322b"' in drawn(track=Track.ENGINEERING)


def test_the_same_facts_give_the_same_picture_and_others_another() -> None:
    assert drawn() == drawn()
    others = [
        drawn(title=same("Otra")),
        drawn(level=None),
        drawn(institution="Otra"),
        drawn(level=None, profile=same("X")),
    ]
    assert len({drawn(), *others}) == 5
    assert badge_png(drawn()) == badge_png(drawn())


def test_the_png_has_the_size_asked_for() -> None:
    for pixels in (600, 300):
        png = badge_png(drawn(), pixels=pixels)
        assert struct.unpack(">II", png[16:24]) == (pixels, pixels)
    assert len(badge_png(drawn())) < 400_000


def test_a_baked_badge_is_still_a_picture_and_gives_the_credential_back() -> None:
    svg = drawn()
    baked_svg = bake_svg(svg.encode(), JWS)
    assert oracle.extract_svg(baked_svg, element=oracle.SVG_ELEMENT_OB3) == JWS
    assert badge_png(baked_svg.decode()) == badge_png(svg)
    baked_png = bake_png(badge_png(svg), JWS)
    assert oracle.extract_png(baked_png, keyword=oracle.ITXT_KEYWORD_OB3) == JWS


@pytest.mark.parametrize("name", ["W" * 300, "#let x </svg><script>", "palabra " * 40, "😀"])
def test_refuses_to_break_on_any_name(name: str) -> None:
    svg = drawn(title=same(name), institution=name)
    root = ElementTree.fromstring(svg)
    assert name in (root.findtext(f"{SVG}title") or "")
    assert "<script>" not in svg


def test_refuses_a_rosette_that_is_no_svg() -> None:
    with pytest.raises(ValueError, match="viewBox"):
        badge_svg(BadgeFacts(Track.LITERACY, same("x"), "y"), language="es", rosette_svg="<p/>")


@pytest.mark.parametrize(
    ("institution", "initials"),
    [
        ("Universidad Ficticia del Valle", "UFV"),
        ("Centro de Investigación en Cómputo", "CIC"),
        ("CIDESI", "CIDESI"),
        ("de la", "DL"),
        ("Instituto «Óptica» / Norte-Sur", "IÓNS"),
        ("", ""),
    ],
)
def test_initials_are_those_that_people_would_write(institution: str, initials: str) -> None:
    assert initials_of(institution) == initials
