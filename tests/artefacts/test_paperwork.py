"""The working documents: acknowledgement, claim slips, receipt."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable

import pytest

from registry.artefacts import (
    MOST_SLIPS,
    AcknowledgedAward,
    AcknowledgementFacts,
    CheckRow,
    ClaimSlip,
    ReceiptFacts,
    TooManySlips,
    acknowledgement_pdf,
    claim_slips_pdf,
    folio_list_digest,
    receipt_pdf,
)
from registry.artefacts.acknowledgement import MOST_ROWS
from registry.artefacts.receipt import Verdict
from registry.texts import Language, Text, same
from tests.artefacts.reading import attached_to, claims_of, fonts_of, opened, root_of, text_of
from tests.artefacts.samples import IMPRINT, ISSUED_AT, VERIFY_URL

JWS = "eyJh.eyJi." + "A" * 86
FAMILIES = {"LibertinusSerif", "SourceSansPro", "DejaVuSansMono"}

ACKNOWLEDGEMENT = AcknowledgementFacts(
    number="AC-2026-000412",
    institution="Universidad Ficticia del Valle",
    accreditation_number="ACR-2026-0117",
    title=Text("Uso responsable de la IA en el aula", "Responsible use of AI in the classroom"),
    standard_code="AIL",
    standard_version="1.0",
    issued_at=ISSUED_AT,
    issued_by="Rebeca Luna Ortiz",
    totals=((Text("filas en el archivo", "rows in the file"), 1200), (Text("emitidas", "issued"), 1174)),
    plan_digest="9f" * 32,
    imprint=IMPRINT,
    source_file="egresados #2026 [final].xlsx",
)
RECEIPT = ReceiptFacts(
    verdict="authentic_not_current",
    headline=Text("La credencial es auténtica, pero venció.", "The credential is genuine, but it has expired."),
    checked_at=ISSUED_AT,
    credential=((Text("Persona titular", "Holder"), same("Ana Sofía Ñúñez Pérez")),),
    checks=(
        CheckRow(
            Text("¿Es auténtica?", "Is it genuine?"),
            Text("Firma correcta.", "Signature correct."),
            "passed",
            Text("La firma es buena.", "The signature is good."),
        ),
        CheckRow(
            Text("¿Sigue vigente?", "Is it current?"),
            Text("Vencida.", "Expired."),
            "failed",
            Text("Venció.", "It expired."),
            as_of=ISSUED_AT,
        ),
        CheckRow(
            Text("¿Sigue vigente?", "Is it current?"),
            Text("Revocación sin comprobar.", "Revocation not checked."),
            "not_checked",
            Text("No hubo lista.", "There was no list."),
        ),
    ),
    document_digest="0a" * 32,
    verify_url=VERIFY_URL,
    imprint=IMPRINT,
)


def awards(count: int) -> list[AcknowledgedAward]:
    return [AcknowledgedAward(f"7Q4KM2ZT9{number:04d}A", f"Persona {number}") for number in range(count)]


def acknowledgement(count: int = 3, language: Language = "es", *, demo: bool = False) -> bytes:
    return acknowledgement_pdf(ACKNOWLEDGEMENT, awards(count), language=language, jws=JWS, demo=demo)


def slip(number: int = 1, **changes: object) -> ClaimSlip:
    ordinary: dict[str, object] = {
        "holder": "Ana Sofía Ñúñez Pérez",
        "title": same("Uso responsable de la IA en el aula"),
        "institution": "Universidad Ficticia del Valle",
        "claim_url": f"https://registro.example/c/{number:024d}",
        "code": "K7MP-2XQ4-9DTR",
        "claim_by": dt.date(2027, 2, 20),
    }
    return ClaimSlip(**{**ordinary, **changes})  # type: ignore[arg-type]


def slips(*these: ClaimSlip, demo: bool = False) -> bytes:
    return claim_slips_pdf(
        these, claim_address="registro.example/recibir", imprint=IMPRINT, made_at=ISSUED_AT, demo=demo
    )


def receipt(facts: ReceiptFacts = RECEIPT, language: Language = "es", *, demo: bool = False) -> bytes:
    return receipt_pdf(facts, language=language, jws=JWS, demo=demo)


@pytest.mark.parametrize("make", [acknowledgement, lambda: slips(slip()), receipt])
def test_every_document_is_tagged_archivable_and_carries_its_fonts(make: Callable[[], bytes]) -> None:
    pdf = make()
    assert root_of(pdf)["/MarkInfo"]["/Marked"] and root_of(pdf)["/Lang"] == "es-MX"
    assert "<pdfaid:conformance>A<" in claims_of(pdf) and "<pdfuaid:part>1<" in claims_of(pdf)
    fonts = fonts_of(pdf)
    assert all(fonts.values())
    assert {name.split("-")[0] for name in fonts} == FAMILIES


def test_the_acknowledgement_says_who_issued_what_and_lists_the_folios() -> None:
    text = text_of(acknowledgement(60))
    for said in (
        "Universidad Ficticia del Valle",
        "Rebeca Luna Ortiz",
        "20 de agosto de 2026, 10:30",
        "egresados #2026 [final].xlsx",
        "1,174 emitidas",
        "9f" * 32,
        "Microcredenciales emitidas: 60",
        "7Q4K-M2ZT-9000-0A Persona 0",
        "7Q4K-M2ZT-9005-9A Persona 59",
    ):
        assert said in text
    assert "7Q4K-M2ZT-9005-9A" in text_of(acknowledgement(60, "en"))


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_number_that_runs_over_two_lines_keeps_its_hyphens(language: Language) -> None:
    number = "01a203c3-23e0-7494-9232-c3e25638a662"
    facts = dataclasses.replace(ACKNOWLEDGEMENT, number=number)
    text = text_of(acknowledgement_pdf(facts, [], language=language, jws=JWS, demo=False))
    assert number in text.replace(" ", ""), "Spanish writes a hyphen again where a word of it was broken"


def test_the_acknowledgement_carries_its_signed_text() -> None:
    pdf = acknowledgement()
    assert attached_to(pdf)["acuse.jws"] == (JWS.encode(), "/application/jose", "/Source")
    assert hashlib.sha256(JWS.encode()).hexdigest() in text_of(pdf)


def test_the_digest_of_the_list_is_that_of_a_text_file_of_folios() -> None:
    lines = "".join(f"{award.folio}\n" for award in awards(3)).encode()
    assert folio_list_digest(award.folio for award in awards(3)) == hashlib.sha256(lines).hexdigest()
    assert hashlib.sha256(lines).hexdigest() in text_of(acknowledgement(3))


def test_too_long_a_list_is_counted_and_digested_not_printed() -> None:
    pdf = acknowledgement(MOST_ROWS + 1)
    text = text_of(pdf)
    assert "Microcredenciales emitidas: 5,001" in text and "Son más de 5,000" in text
    assert "7Q4K-M2ZT" not in text
    assert folio_list_digest(award.folio for award in awards(MOST_ROWS + 1)) in text


def test_a_table_over_many_pages_repeats_its_head_and_numbers_its_pages() -> None:
    pages = opened(acknowledgement(200)).pages
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert "PERSONA TITULAR" in text and f"Página {number} de {len(pages)}" in text


def test_a_list_of_a_thousand_is_one_document() -> None:
    pages = opened(acknowledgement(1_200)).pages
    assert f"Página {len(pages)} de {len(pages)}" in pages[-1].extract_text()


def test_a_slip_says_how_to_claim_in_both_languages() -> None:
    text = text_of(slips(slip()))
    for said in (
        "Ana Sofía Ñúñez Pérez",
        "Universidad Ficticia del Valle le otorgó la microcredencial",
        "K7MP-2XQ4-9DTR",
        "registro.example/recibir",
        "Recójala antes del 20 de febrero de 2027.",
        "Claim it before February 20, 2027.",
        "no necesita correo electrónico",
    ):
        assert said in text


def test_six_slips_fill_a_page_and_the_seventh_begins_another() -> None:
    for count, pages in ((1, 1), (6, 1), (7, 2), (12, 2)):
        assert len(opened(slips(*(slip(number) for number in range(count)))).pages) == pages


def test_each_slip_opens_its_own_address() -> None:
    pdf = slips(*(slip(number) for number in range(3)))
    targets = [entry.get_object()["/A"]["/URI"] for entry in opened(pdf).pages[0]["/Annots"]]  # type: ignore[attr-defined]
    assert targets == [slip(number).claim_url for number in range(3)]


@pytest.mark.parametrize("name", ["W" * 300, "#pagebreak() $x$ [a] \\", "Ana 😀"])
def test_no_name_moves_the_next_slip(name: str) -> None:
    pdf = slips(*(slip(number, holder=name, institution=name, title=same(name)) for number in range(6)))
    assert len(opened(pdf).pages) == 1
    assert text_of(pdf).count("K7MP-2XQ4-9DTR") == 6


def test_refuses_more_slips_than_one_file_holds() -> None:
    with pytest.raises(TooManySlips):
        slips(*(slip() for _ in range(MOST_SLIPS + 1)))


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("valid", "Válida"),
        ("authentic_not_current", "Auténtica, pero no vigente"),
        ("invalid", "No válida"),
        ("unverifiable", "No se pudo comprobar"),
    ],
)
def test_a_receipt_says_each_verdict_in_words(verdict: Verdict, said: str) -> None:
    facts = dataclasses.replace(RECEIPT, verdict=verdict)
    assert said in text_of(receipt(facts))


def test_a_receipt_says_what_was_not_checked_and_as_of_when() -> None:
    text = text_of(receipt(RECEIPT, "en"))
    assert "Not checked Revocation not checked. There was no list." in text
    assert "Failed Expired. It expired. Data as of August 20, 2026, 10:30" in text
    assert text.count("Is it current?") == 1
    assert "0a" * 32 in text


def test_a_receipt_carries_its_signed_text() -> None:
    pdf = receipt()
    assert attached_to(pdf)["comprobante.jws"] == (JWS.encode(), "/application/jose", "/Source")


def test_everything_of_the_demo_says_so() -> None:
    for pdf in (acknowledgement(200, demo=True), receipt(demo=True)):
        for page in opened(pdf).pages:
            assert "DEMOSTRACIÓN · DATOS SINTÉTICOS" in page.extract_text()
    assert text_of(slips(slip(1), slip(2), demo=True)).count("Demostración · datos sintéticos") == 2
    for pdf in (acknowledgement(), slips(slip()), receipt()):
        assert "DEMOSTRACIÓN" not in text_of(pdf).upper()


def test_the_same_facts_give_the_same_documents() -> None:
    assert acknowledgement(20) == acknowledgement(20)
    assert slips(slip()) == slips(slip())
    assert receipt(demo=True) == receipt(demo=True)
