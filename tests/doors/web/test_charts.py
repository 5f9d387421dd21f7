"""Charts: what they show, what they keep back, and that words stay words."""

from __future__ import annotations

import csv
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from registry.artefacts import tiles
from registry.web import charts

PACKAGE = Path(__file__).parents[3] / "registry"


def test_tile_map_has_a_place_of_its_own_for_each_state() -> None:
    with (PACKAGE / "content/states.csv").open(newline="") as file:
        codes = {row["iso_3166_2"].removeprefix("MX-") for row in csv.DictReader(file)}
    assert set(charts.PLACES) == codes
    assert len(set(charts.PLACES.values())) == 32


def test_a_suppressed_cell_has_no_tone_and_no_value() -> None:
    tiles = [charts.Tile("MX-COL", "Colima", None, "<10"), charts.Tile("OAX", "Oaxaca", 17, "17", flagged=True)]
    svg = str(charts.tile_map(tiles, title="Mapa"))
    assert '<g class="tile-none"><title>Colima: &lt;10</title>' in svg
    assert svg.count("tile-flag") == 1


def test_a_suppressed_bar_cannot_be_read_off_its_length() -> None:
    def length(others: float) -> str:
        bars = [charts.Bar("A", others, "x"), charts.Bar("B", None, "<10")]
        return re.findall(r'class="bar-none"[^>]* width="([\d.]+)"', charts.bar_chart(bars, title="t"))[0]

    assert length(5) == length(5_000)


def test_refuses_a_state_that_does_not_exist() -> None:
    with pytest.raises(KeyError):
        charts.tile_map([charts.Tile("TEX", "Texas", 1, "1")], title="t")


def test_larger_values_never_get_a_lighter_tone() -> None:
    values = [5, 90, 17, 40, 62, 33, 71]
    svg = str(
        charts.tile_map([charts.Tile(c, c, v, str(v)) for c, v in zip(charts.PLACES, values, strict=False)], title="t")
    )
    tones = [int(tone) for tone in re.findall(r'class="tile-(\d)"', svg)]
    assert [tone for _, tone in sorted(zip(values, tones, strict=True))] == sorted(tones)
    assert tones[1] == tiles.TONES


def test_charts_of_nothing_are_drawn_empty() -> None:
    assert "<svg" in charts.bar_chart([], title="t")
    assert "<svg" in charts.line_chart([], title="t")
    assert "<svg" in charts.tile_map([], title="t")


def test_words_in_charts_cannot_become_markup() -> None:
    bad = '<script>"'
    drawn = (
        charts.bar_chart([charts.Bar(bad, 1, bad)], title=bad)
        + charts.line_chart([charts.Point(0, 1, bad), charts.Point(1, 2, bad)], title=bad, ticks=[(0, bad)])
        + charts.tile_map([charts.Tile("OAX", bad, 1, bad)], title=bad)
    )
    assert "<script>" not in drawn
    ET.fromstring(f"<all>{drawn}</all>")
