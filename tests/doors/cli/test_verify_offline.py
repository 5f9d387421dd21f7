"""``registry verify --bundle``: neither database nor network, the age of every answer, and what was used before."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from click.testing import CliRunner, Result

from registry import clock
from registry.cli.bundle import show
from registry.cli.offline import read_offline
from registry.cli.verify import verify
from registry.errors import RegistryError
from registry.trust.bundle.reading import fingerprint
from tests.hostile.entrances import uploaded
from tests.support.archives import picture, with_two
from tests.support.bundles import LIFE, MADE, bundle, list_jwt, records, root_file
from tests.verification import test_paper, world
from tests.verification.world import NOW, PROVIDER, credential

DOCUMENT = credential()


@pytest.fixture
def hand() -> Iterator[clock.Hand]:
    hand = clock.Hand(NOW)
    with clock.running(hand):
        yield hand


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hand: clock.Hand) -> Path:
    """A bundle, a credential, its note and the code of its certificate; no registry anywhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://nowhere.invalid/x")
    held = records()
    held.append({"kind": "list", "url": test_paper.LIST, "issuer": PROVIDER.did, "jwt": list_jwt(url=test_paper.LIST)})
    Path("b.gz").write_bytes(bundle(held))
    Path("credential.json").write_bytes(world.dumps(PROVIDER.sign(DOCUMENT)))
    Path("registration-note.jws").write_text(world.note(DOCUMENT))
    Path("code.txt").write_text(test_paper.code() + "\n")
    return tmp_path


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(verify, [*arguments, "--bundle", "b.gz", "--lang", "en"], input=stdin)


def seen() -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = json.loads(Path("state/registry/bundles.json").read_text())
    return told


def test_a_credential_with_its_note_beside_it(folder: Path) -> None:
    ran = run("credential.json", "registration-note.jws")
    assert ran.exit_code == 0, ran.output
    assert "credential.json: valid" in ran.output
    assert "By data of 2026-11-22 16:00 UTC, 2 hours ago." in ran.output


def test_without_the_note_it_could_not_be_checked(folder: Path) -> None:
    assert run("credential.json").exit_code == 4


@pytest.mark.parametrize("suffix", [".txt", ".png", "-"])
def test_the_code_of_a_certificate_as_text_picture_or_input(folder: Path, suffix: str) -> None:
    text = Path("code.txt").read_bytes()
    drawn = io.BytesIO()
    segno.make_qr(text.decode().strip(), error="m").save(drawn, kind="png", scale=5)
    Path("code.png").write_bytes(drawn.getvalue())
    ran = run("-" if suffix == "-" else f"code{suffix}", stdin=text if suffix == "-" else None)
    assert ran.exit_code == 0, ran.output
    assert "Ana Sofía Ñúñez Pérez" in ran.output


def test_the_json_says_how_old_the_answer_is(folder: Path) -> None:
    ran = run("credential.json", "registration-note.jws", "--json")
    told = json.loads(ran.output)
    assert told["verdict"] == "valid"
    assert told["bundle"] == {
        "madeAt": "2026-11-22T16:00:00Z",
        "expires": "2026-11-24T16:00:00Z",
        "ageSeconds": 7200,
        "expired": False,
        "root": fingerprint(root_file()),
        "rootFirstSeen": True,
    }


def test_an_expired_bundle_says_so_and_ticks_nothing_of_today(folder: Path, hand: clock.Hand) -> None:
    hand.set(MADE + LIFE + dt.timedelta(days=1))
    ran = run("credential.json", "registration-note.jws")
    assert ran.exit_code == 4
    assert "The bundle has expired" in ran.output and "3 days ago" in ran.output
    assert "✔ revocation" not in ran.output and "◌ revocation" in ran.output


def test_the_first_root_is_told_and_remembered(folder: Path) -> None:
    first = run("code.txt")
    assert f"Root of trust seen for the first time: {fingerprint(root_file())}" in first.output
    assert seen()[world.AUTHORITY.did]["root"] == fingerprint(root_file())
    assert "seen for the first time" not in run("code.txt").output


def test_a_root_that_was_named_is_not_called_new(folder: Path) -> None:
    ran = run("code.txt", "--root", fingerprint(root_file()))
    assert ran.exit_code == 0 and "seen for the first time" not in ran.output


def test_another_root_than_the_named_one_is_refused(folder: Path) -> None:
    ran = run("code.txt", "--root", "0" * 64)
    assert ran.exit_code == 4
    assert "[bundle_root_unknown]" in ran.output
    assert not Path("state").exists()  # what was refused is not remembered


def test_a_bundle_older_than_the_last_is_refused(folder: Path) -> None:
    assert run("code.txt").exit_code == 0
    newest = seen()
    Path("b.gz").write_bytes(bundle(made=MADE - dt.timedelta(hours=1)))
    ran = run("code.txt")
    assert ran.exit_code == 4
    assert "[bundle_rolled_back]" in ran.output
    assert seen() == newest


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x1f\x8b\x08", bundle(signer=PROVIDER.key("issuing"))[:100]])
def test_what_is_no_bundle_is_refused_with_a_code(folder: Path, data: bytes) -> None:
    Path("b.gz").write_bytes(data)
    ran = run("code.txt", "--json")
    assert ran.exit_code == 4
    assert json.loads(ran.output)["code"] == "bundle_malformed"


def test_a_memory_that_cannot_be_read_is_not_overwritten(folder: Path) -> None:
    memory = Path("state/registry/bundles.json")
    memory.parent.mkdir(parents=True)
    memory.write_text("not json")
    ran = run("code.txt")
    assert ran.exit_code == 2
    assert memory.read_text() == "not json"


def test_a_tampered_credential_is_not_valid(folder: Path) -> None:
    signed = PROVIDER.sign(DOCUMENT) | {"name": "Otra"}
    Path("credential.json").write_bytes(world.dumps(signed))
    assert run("credential.json", "registration-note.jws").exit_code == 1


def test_showing_a_bundle_says_what_is_in_it_and_remembers_nothing(folder: Path) -> None:
    ran = CliRunner().invoke(show, ["b.gz"])
    assert ran.exit_code == 0
    assert fingerprint(root_file()) in ran.output and "accreditation" in ran.output
    assert not Path("state").exists()


PICTURES = {
    "two credentials, and a certificate's code drawn over them": (
        lambda: with_two(world.dumps(PROVIDER.sign(DOCUMENT)), ground=picture(test_paper.code())),
        "several",
    ),
    "a spoilt badge with a certificate's code": (lambda: picture(test_paper.code())[:-20], "damaged"),
    "two certificates": (
        lambda: picture(test_paper.code(), test_paper.code() + "A", size=(2200, 1200)),
        "several_codes",
    ),
    "a screenshot": (picture, "no_credential_found"),
    "a code of a table": (lambda: picture("Mesa 4"), "code_of_nothing"),
    "nothing": (lambda: b"", "empty_file"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_comes_to_the_same_with_and_without_a_network(name: str) -> None:
    build, code = PICTURES[name]
    for read in (uploaded, lambda data: read_offline(data, filename="x")):
        with pytest.raises(RegistryError) as refusal:
            read(build())
        assert refusal.value.code == code


def test_a_link_in_a_picture_leads_nowhere_offline(folder: Path) -> None:
    Path("foto.jpg").write_bytes(picture("https://registro.example/s/AbCdEfGh", form="JPEG"))
    ran = run("foto.jpg")
    assert ran.exit_code == 4 and "[code_is_a_link]" in ran.output and "Verify offline" in ran.output
