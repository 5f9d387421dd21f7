"""Cadena original and sello digital: handed in as text, and beside the credential in a certificate."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from registry.documents import Unreadable, read_presented
from registry.documents.seal import looks_like_seal, read_seal, seal_text
from registry.signing import Algorithm, PrivateKey, key_id
from registry.verification import Evidence, KeyPeriod, Report, Result, Verdict, verify
from tests.verification import world
from tests.verification.test_paper import CLAIMS, PRINTED, evidence
from tests.verification.world import NOW, PROVIDER, RECEIPTS, RECEIPTS_KID, SINCE, known

STRANGER = PrivateKey.from_bytes(Algorithm.P256, b"\x05" * 32)


def sealed(signer: PrivateKey = RECEIPTS, **changes: Any) -> tuple[str, str]:
    return seal_text(
        dataclasses.replace(CLAIMS, **changes),
        issuer=PROVIDER.did,
        institution="Universidad Ficticia del Valle",
        key_id=key_id(signer.public_key),
        signer=signer,
    )


def judged(text: str, proof: Evidence | None = None) -> Report:
    return verify(read_presented(text.encode()), proof or evidence(), world.policy(), at=NOW)


def outcome(report: Report, check: str) -> tuple[str, str] | None:
    found = report.check(check)
    return None if found is None else (found.result.value, found.code)


def test_the_pair_answers_like_the_code_on_the_same_certificate() -> None:
    report = judged("\n".join(sealed()))
    assert report.verdict is Verdict.VALID, report.headline.en
    assert outcome(report, "signature") == ("passed", "seal_signed")
    assert outcome(report, "log_inclusion") == ("passed", "registered_in_seal")
    assert outcome(report, "alignment") == ("not_checked", "not_in_seal")
    assert report.credential is not None and report.credential.holder == "Ana Sofía Ñúñez Pérez"


@pytest.mark.parametrize(
    "broken",
    [
        lambda cadena, sello: f"Cadena original:\n{cadena}\nSello digital: {sello}",
        lambda cadena, sello: f"{cadena.replace('|did', '|' + chr(10) + '  did')}\r\n\r\n{sello[:40]}\r\n{sello[40:]}",
        lambda cadena, sello: f"{cadena.replace('Ana Sofía', 'Ana' + chr(10) + 'Sofía')} {sello}",
        lambda cadena, sello: (
            f"{cadena.replace(' ', chr(160))}\nSELLO DIGITAL DEL REGISTRO\n{sello}\nPara comprobarlo, pegue"
        ),
        lambda cadena, sello: f"{cadena}{sello.rstrip('=')}",
    ],
)
def test_reads_the_pair_however_its_lines_were_broken(broken: Any) -> None:
    assert judged(broken(*sealed())).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("name", "title"),
    [("Ixchel K'in | Pérez 100%", "100%7C |"), ("Ñ" * 300, "x"), ("José  María\u200f", "a")],
)
def test_any_name_is_one_field_and_comes_back(name: str, title: str) -> None:
    claims = read_seal("\n".join(sealed(holder=name, title=title, valid_until=None))).claims
    assert claims.holder == " ".join(name.replace("\u200f", "").split())
    assert (claims.title, claims.valid_until) == (title, None)


@pytest.mark.parametrize("field", range(1, 15))
def test_one_letter_changed_in_any_field_is_no_sealed_chain(field: int) -> None:
    cadena, sello = sealed()
    fields = cadena[2:-2].split("|")
    last = fields[field][-1]
    fields[field] = fields[field][:-1] + ("1" if last != "1" else "2")
    try:
        report = judged("||" + "|".join(fields) + "||\n" + sello)
    except Unreadable as refusal:
        assert refusal.code == "seal_unreadable"
    else:
        assert report.verdict is not Verdict.VALID and outcome(report, "signature") != ("passed", "seal_signed")
        assert report.credential is None  # nothing covers what it says


def test_refuses_another_key_another_time_and_half_a_pair() -> None:
    cadena, sello = sealed()
    assert outcome(judged("\n".join(sealed(STRANGER))), "signature") == ("failed", "seal_key_unknown")
    other = sealed(holder="Otra Persona")[1]
    assert outcome(judged(f"{cadena}\n{other}"), "signature") == ("failed", "seal_forged")
    retired = KeyPeriod(RECEIPTS_KID, RECEIPTS.public_key, SINCE, until=PRINTED - dt.timedelta(days=1))
    proof = evidence(root=known(world.root(receipts_keys=(retired,))))
    assert outcome(judged(f"{cadena}\n{sello}", proof), "key") == ("failed", "seal_key_not_in_use")
    stolen = dataclasses.replace(retired, until=None, compromised_at=NOW)
    proof = evidence(root=known(world.root(receipts_keys=(stolen,))))
    assert outcome(judged(f"{cadena}\n{sello}", proof), "key") == ("not_checked", "seal_key_compromised")
    for text, code in (
        (cadena, "seal_incomplete"),
        (f"{cadena}\n{sello[:50]}", "seal_incomplete"),
        (f"{cadena}\n{'?' * 90}", "seal_unreadable"),
        (f"{cadena.replace('|2026-', '|2O26-')}\n{sello}", "seal_unreadable"),
        ("||1.0|x||" + sello, "seal_incomplete"),
        ("||1.0|x|0123456789abcdef||" + sello, "seal_unreadable"),
    ):
        assert looks_like_seal(text)
        with pytest.raises(Unreadable) as refused:
            read_presented(text.encode())
        assert refused.value.code == code, text


def in_certificate(seal: str | None, **changes: Any) -> Report:
    """The sample award in a certificate that carries this pair."""
    document = world.credential()
    presented = dataclasses.replace(read_presented(world.dumps(PROVIDER.sign(document))), seal=seal)
    return verify(presented, world.evidence(document, **changes), world.policy(), at=NOW)


def test_the_pair_in_a_certificate_is_checked_by_itself_and_never_moves_the_verdict() -> None:
    document = world.credential()
    good = in_certificate(world.seal_of(document))
    assert outcome(good, "seal") == ("passed", "seal_matches") and good.verdict is Verdict.VALID
    assert in_certificate(None).check("seal") is None
    another = in_certificate(world.seal_of(document, holder="Otra Persona"))
    forged = in_certificate(world.seal_of(document).replace("Ana", "Eva"))
    cut = in_certificate(world.seal_of(document)[:-30])
    for report, code in ((another, "seal_of_another"), (forged, "seal_broken"), (cut, "seal_spoilt")):
        assert outcome(report, "seal") == ("failed", code)
        assert report.verdict is Verdict.VALID and "sello digital" in report.headline.es
        recorded = next(one for one in report.answers if one.question.value == "log")
        assert recorded.state is Result.PASSED
    assert another.check("seal").evidence["differs"] == ["holder"]  # type: ignore[union-attr]
    unknown = in_certificate(world.seal_of(document), root=known(world.root(receipts_keys=())))
    assert outcome(unknown, "seal") == ("failed", "seal_broken")
