"""A QR code reads back, is coarse and quiet enough, and passes a strict Content-Security-Policy."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import pytest
import segno
from defusedxml import ElementTree

from registry.artefacts.ornament import woven_border
from registry.artefacts.qr import QUIET_MODULES, qr_png, qr_svg

URL = "https://registro.example/s/6fJ2mQkq0aXbYc7dRs1tUvWx"


def drawn(svg: str) -> set[tuple[int, int]]:
    """The dark modules, painted back from the path."""
    root: Element = ElementTree.fromstring(svg)
    path = root.findall("{http://www.w3.org/2000/svg}path")[-1].attrib["d"]
    dark = set()
    for x, y, width, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path):
        assert width == back
        dark |= {(int(x) + step, int(y)) for step in range(int(width))}
    return dark


def test_draws_every_dark_module_and_no_other() -> None:
    matrix = segno.make_qr(URL, error="m", boost_error=False).matrix
    expected = {
        (x + QUIET_MODULES, y + QUIET_MODULES) for y, row in enumerate(matrix) for x, module in enumerate(row) if module
    }
    assert drawn(qr_svg(URL, title="Código")) == expected


def test_is_error_level_m_with_its_quiet_ground() -> None:
    code = segno.make_qr(URL, error="m", boost_error=False)
    assert code.error == "M"
    side = len(code.matrix) + 2 * QUIET_MODULES
    assert f'viewBox="0 0 {side} {side}"' in qr_svg(URL, title="x")


def test_has_a_title_for_a_screen_reader_that_cannot_break_out() -> None:
    svg = qr_svg(URL, title='Código <b>"QR"</b> & más')
    root: Element = ElementTree.fromstring(svg)
    assert root.findtext("{http://www.w3.org/2000/svg}title") == 'Código <b>"QR"</b> & más'
    assert root.attrib["role"] == "img"


def test_needs_no_style_and_no_script() -> None:
    svg = qr_svg(URL, title="x")
    assert "style" not in svg and "script" not in svg and "on" not in re.findall(r"\s(on\w+)=", svg)


def test_png_is_a_picture_of_the_same_code() -> None:
    png = qr_png(URL, scale=3)
    side = (len(segno.make_qr(URL, error="m", boost_error=False).matrix) + 2 * QUIET_MODULES) * 3
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == int.from_bytes(png[20:24], "big") == side


def test_refuses_more_than_a_code_can_hold() -> None:
    with pytest.raises(ValueError):
        qr_svg("x" * 3000, title="x")


def test_the_woven_border_fills_its_box_and_closes() -> None:
    svg = woven_border(200, 100)
    root: Element = ElementTree.fromstring(svg)
    strands = root.findall(".//{http://www.w3.org/2000/svg}path")
    assert len(strands) == 6
    for strand in strands:
        numbers = [float(number) for number in re.findall(r"-?\d+\.\d+", strand.attrib["d"])]
        start, end = numbers[:2], numbers[-2:]
        assert start == pytest.approx(end, abs=0.02)
        assert min(numbers[0::2]) >= -1.8 and max(numbers[0::2]) <= 198.8
    assert len(svg) < 40_000


def test_segments_take_the_densest_mode_and_read_as_one_text() -> None:
    segments = ("HTTPS://REGISTRO.EXAMPLE/Q", "#", "2KCE3IQBEYCEQA7654" * 30)

    def side(text: str | tuple[str, ...]) -> int:
        found = re.search(r'viewBox="0 0 (\d+) ', qr_svg(text, title="x", quiet=0))
        assert found is not None
        return int(found[1])

    assert side(segments) < side("".join(segments))
