"""Finding the QR code in a picture: turned, small, drawn on transparent ground; and pictures made to keep us busy."""

from __future__ import annotations

import pytest
from PIL import Image

from registry.artefacts.scanning import MAX_PICTURE_BYTES, Scanner, codes_in
from registry.documents.errors import Unreadable
from tests.support.archives import carpet, picture, png_of, qr, saved

LINK = "https://registro.example/s/AbCdEfGhIjKlMnOpQrStUvWxYz012345"


def code_of(data: bytes, scanner: Scanner) -> str:
    with pytest.raises(Unreadable) as refusal:
        scanner.codes(data)
    assert "{" not in refusal.value.said.es + refusal.value.said.en
    return refusal.value.code


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("turned", [0, 17, 90])
def test_reads_the_code_of_a_photograph(form: str, turned: int) -> None:
    assert codes_in(picture(LINK, form=form, turned=turned)) == (LINK,)


def test_reads_a_small_code_in_a_large_photograph() -> None:
    large = Image.new("RGB", (4000, 3000), (230, 226, 220))
    large.paste(qr(LINK, scale=4), (3600, 2700))
    assert codes_in(saved(large, "JPEG")) == (LINK,)


def test_reads_a_code_on_transparent_ground() -> None:
    drawn = qr(LINK).convert("RGBA")
    drawn.putdata([(0, 0, 0, 0) if pixel[0] else pixel for pixel in drawn.get_flattened_data()])
    assert codes_in(saved(drawn)) == (LINK,)


def test_gives_every_different_text_once() -> None:
    with Scanner() as scanner:
        assert set(scanner.codes(picture(LINK, LINK + "x", size=(1400, 900)))) == {LINK, LINK + "x"}
        assert scanner.codes(picture(LINK, LINK, size=(1400, 900))) == (LINK,)
        assert scanner.codes(picture()) == ()


def test_a_picture_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    with Scanner(seconds=1) as scanner:
        assert scanner.codes(picture(LINK)) == (LINK,)
        assert code_of(carpet(), scanner) == "picture_too_busy"
        assert scanner.codes(picture(LINK)) == (LINK,)


def test_size_decides_before_anything_is_decoded() -> None:
    with Scanner() as scanner:
        assert code_of(png_of(60_000, 60_000), scanner) == "picture_too_large"
        assert code_of(png_of(5_001, 5_001), scanner) == "picture_too_large"
        assert code_of(png_of(1, 20_001), scanner) == "picture_too_large"
        assert code_of(b"\x89PNG\r\n\x1a\n" + b"0" * MAX_PICTURE_BYTES, scanner) == "too_large"
        assert scanner.codes(picture(LINK)) == (LINK,)


@pytest.mark.parametrize("keep", [9, 60, 400])
def test_a_cut_picture_is_damaged_and_no_fault_of_ours(keep: int) -> None:
    with Scanner() as scanner:
        assert code_of(picture(LINK, form="JPEG")[:keep], scanner) == "damaged"
        assert scanner.codes(picture(LINK)) == (LINK,)


def test_no_process_is_left_behind() -> None:
    with Scanner() as scanner:
        scanner.codes(picture(LINK))
        child = scanner._child
        assert child is not None and child.poll() is None
    assert child.poll() is not None
