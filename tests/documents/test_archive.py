"""A ZIP from a stranger: bounded before it is opened, and each of its files by itself."""

from __future__ import annotations

import io
import zipfile

import pytest

from registry.documents import archive
from registry.documents.errors import Unreadable
from tests.support.archives import encrypted, lying, zipped


def opened(data: bytes) -> tuple[archive.Entry, ...]:
    return archive.entries(io.BytesIO(data))


def code_of(act: object) -> str:
    with pytest.raises(Unreadable) as refusal:
        act()  # type: ignore[operator]
    assert "{" not in refusal.value.said.es + refusal.value.said.en
    return refusal.value.code


def test_gives_the_files_in_order_without_folders_and_litter() -> None:
    data = zipped(
        {"ana/": b"", "ana/c.json": b"1", "__MACOSX/ana/._c.json": b"x", "luis/c.json": b"2", ".DS_Store": b""}
    )
    assert [(one.name, one.read()) for one in opened(data)] == [("ana/c.json", b"1"), ("luis/c.json", b"2")]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/abs/c.json", "abs/c.json"),
        ("..\\..\\windows\\c.json", "windows/c.json"),
        ("a\u202egpj.exe", "a�gpj.exe"),
        ("a\nb\x1b[31m.json", "a�b�[31m.json"),
        ("x" * 400 + ".json", "…" + "x" * 154 + ".json"),
    ],
)
def test_a_path_is_only_ever_shown(name: str, shown: str) -> None:
    assert archive.shown_name(name) == shown


def test_refuses_a_bomb_by_what_it_declares() -> None:
    bomb = zipped({"a.json": b"0" * 9_000_000})
    assert len(bomb) < 20_000
    assert code_of(opened(bomb)[0].read) == "archive_expands"


def test_refuses_a_whole_of_many_small_bombs() -> None:
    many = zipped([(f"{n}.json", b"0" * 9_999_999) for n in range(27)])
    assert code_of(lambda: opened(many)) == "archive_expands"


def test_refuses_an_entry_that_lies_about_its_size() -> None:
    liar = lying(zipped({"a.json": b"0" * 9_000_000}), 900_000)
    assert code_of(opened(liar)[0].read) == "damaged"


def test_refuses_a_crowd_before_reading_its_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = zipped([(f"{n}", b"") for n in range(2 * archive.MAX_ENTRIES + 1)], zipfile.ZIP_STORED)
    monkeypatch.setattr(archive, "ZipFile", None)  # a directory that is read at all fails the test
    assert code_of(lambda: opened(crowd)) == "archive_too_many"


def test_counts_files_and_not_folders() -> None:
    data = zipped([(f"{n}", b"") for n in range(archive.MAX_ENTRIES + 1)])
    assert code_of(lambda: opened(data)) == "archive_too_many"
    assert len(opened(zipped([(f"{n}/", b"") for n in range(archive.MAX_ENTRIES)]))) == 0


def test_refuses_a_locked_entry_and_reads_the_others_of_another_archive() -> None:
    assert code_of(opened(encrypted(zipped({"a.json": b"{}"})))[0].read) == "entry_encrypted"


def test_refuses_packing_that_is_not_ordinary() -> None:
    assert code_of(opened(zipped({"a.json": b"{}" * 1000}, zipfile.ZIP_LZMA))[0].read) == "entry_method"


@pytest.mark.parametrize("cut", [30, 60, -10])
def test_refuses_a_cut_archive(cut: int) -> None:
    data = zipped({"a.json": b"{}" * 50})[:cut]
    assert code_of(lambda: opened(data)) == "damaged"


def test_a_flipped_byte_is_noticed() -> None:
    data = bytearray(zipped({"a.json": b"0123456789" * 9}, zipfile.ZIP_STORED))
    data[data.index(b"0123456789")] = ord("x")
    assert code_of(opened(bytes(data))[0].read) == "damaged"
