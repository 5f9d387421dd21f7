"""The rosette: always the same for one definition, never the same for two, and light."""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from registry.artefacts.rosette import MAXIMUM_BYTES, rosette_ring, rosette_svg, seed_of

PACKAGE = Path(__file__).parents[2] / "registry"


def seeds(count: int) -> list[bytes]:
    return [hashlib.sha256(str(number).encode()).digest() for number in range(count)]


def test_rosette_is_always_the_same_for_one_definition() -> None:
    seed = seed_of("https://registro.example/definitions/0192f0c1")
    assert rosette_svg(seed) == rosette_svg(seed)


def test_rosette_does_not_change_when_the_registry_moves_to_another_host() -> None:
    assert seed_of("https://registro.example/definitions/1") == seed_of("https://otro.example:8443/definitions/1")
    assert seed_of("https://registro.example/definitions/1") != seed_of("https://registro.example/definitions/2")


def test_no_two_definitions_share_a_rosette_and_none_is_heavy() -> None:
    drawn = [rosette_svg(seed) for seed in seeds(150)]
    # Without the ids, which differ anyway: the drawings themselves must differ.
    assert len({re.sub(r"r[0-9a-f]{10}\d", "r", svg) for svg in drawn}) == len(drawn)
    assert max(len(svg) for svg in drawn) <= MAXIMUM_BYTES


def test_rosettes_on_one_page_do_not_borrow_each_others_petals() -> None:
    first, second = (set(re.findall(r'id="(\w+)"', rosette_svg(seed))) for seed in seeds(2))
    assert first and not first & second


def test_rosette_draws_and_does_nothing_else() -> None:
    for seed in seeds(20):
        root = ET.fromstring(rosette_svg(seed))
        assert {element.tag.rpartition("}")[2] for element in root.iter()} == {"svg", "g", "path", "use"}
        references = {element.get("href", "") for element in root.iter() if element.get("href")}
        ids = {element.get("id") for element in root.iter() if element.get("id")}
        assert {reference.removeprefix("#") for reference in references} == ids


def test_refuses_a_seed_of_another_length() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        rosette_svg(b"short")


def test_rosette_in_one_ink_has_no_other() -> None:
    assert set(re.findall(r'stroke="(#\w+)"', rosette_svg(seeds(1)[0], ink="#000"))) == {"#000"}


def test_the_sites_mark_is_what_the_code_draws() -> None:
    assert (PACKAGE / "static/img/mark.svg").read_text() == rosette_ring() + "\n"
    assert (PACKAGE / "static/img/favicon.svg").read_text() == rosette_ring(size=32, small=True) + "\n"
