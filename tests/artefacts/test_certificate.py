"""The certificate says what was signed, in either language, whatever the name, and carries the proof inside."""

from __future__ import annotations

import datetime as dt
import io
import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
import zxingcpp
from PIL import Image

from registry.artefacts import certificate
from registry.artefacts.certificate import certificate_pdf, certificate_preview
from registry.artefacts.typesetting import Attachment, TypesettingFailed, typeset_png
from registry.documents.carriers import from_pdf
from registry.texts import Language, Text, same
from tests.artefacts.reading import attached_to, claims_of, fonts_of, opened, root_of, text_of
from tests.artefacts.samples import VERIFY_URL, attachments, certificate_facts, paper_code, rosette

LARGEST = 200_000


def made(
    language: Language = "es", *, demo: bool = False, paper: tuple[str, ...] | None = paper_code(), **changes: object
) -> bytes:
    return certificate_pdf(
        certificate_facts(**changes),
        language=language,
        verify_url=VERIFY_URL,
        attachments=attachments(),
        rosette_svg=rosette("definition/1"),
        demo=demo,
        paper_code=paper,
    )


def test_says_in_spanish_what_was_achieved() -> None:
    text = text_of(made())
    for said in (
        "Universidad Ficticia del Valle",
        "dictamen ACR-2026-0117",
        "Uso responsable de la IA en el aula",
        "Ana Sofía Ñúñez Pérez",
        "los 19 resultados de aprendizaje del estándar AIL, versión 1.0",
        "Docentes de secundaria: 32 horas",
        "promedio 9.4 de 10.",
        "14 de agosto de 2026",
        "14 de agosto de 2029",
        "7Q4K-M2ZT-9XW3-HA",
        "registro.example/f",
        "El papel por sí solo no prueba nada",
        "credential.json y credential.jwt",
    ):
        assert said in text


@pytest.mark.serves("R16", "R24")
def test_says_in_english_what_was_achieved() -> None:
    text = text_of(made("en"))
    for said in (
        "Responsible use of AI in the classroom",
        "the 19 learning outcomes of standard AIL, version 1.0",
        "average 9.4 out of 10.",
        "August 14, 2026",
        "Guides",
        "Paper alone proves nothing",
    ):
        assert said in text
    assert "Otorga" not in text


@pytest.mark.parametrize(("language", "tag"), [("es", "es-MX"), ("en", "en-US")])
def test_is_tagged_and_archivable(language: Language, tag: str) -> None:
    pdf = made(language)
    root = root_of(pdf)
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == tag
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    claims = claims_of(pdf)
    for claim in ("<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert claim in claims
    assert opened(pdf).metadata.title.endswith("Ana Sofía Ñúñez Pérez")  # type: ignore[union-attr]


def test_embeds_its_own_fonts_and_no_others() -> None:
    fonts = fonts_of(made())
    assert all(fonts.values())
    families = {name.split("-")[0] for name in fonts}
    assert families == {"LibertinusSerif", "SourceSansPro", "DejaVuSansMono"}


def test_carries_both_forms_byte_for_byte() -> None:
    found = attached_to(made())
    for attachment in attachments():
        assert found[attachment.name] == (attachment.data, f"/{attachment.mime}", "/Source")


def test_carries_an_attachment_that_is_not_text() -> None:
    raw = Attachment("leaf.bin", bytes(range(256)), "application/octet-stream", "Hoja", relationship="supplement")
    pdf = certificate_pdf(
        certificate_facts(),
        language="es",
        verify_url=VERIFY_URL,
        attachments=[raw],
        rosette_svg=rosette("x"),
        demo=False,
    )
    assert attached_to(pdf)["leaf.bin"] == (raw.data, "/application/octet-stream", "/Supplement")


def test_the_same_facts_give_the_same_bytes() -> None:
    assert made(demo=True) == made(demo=True)
    assert made() != made(holder="Otra Persona")


def test_many_threads_may_print_at_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        printed = list(pool.map(lambda _: made(), range(12)))
    assert len(set(printed)) == 1


def test_stays_small_enough_to_mail() -> None:
    assert len(made(demo=True, paper=paper_code(680))) <= LARGEST


def test_names_both_codes_and_says_what_each_is_for() -> None:
    text = text_of(made())
    assert "VERIFICAR EN LÍNEA" in text and "VERIFICAR SIN CONEXIÓN" in text
    assert "El código «sin conexión» lleva firmados por el registro el nombre" in text
    assert "VERIFY ONLINE" in text_of(made("en")) and "VERIFY OFFLINE" in text_of(made("en"))


def test_without_a_signed_code_it_speaks_of_one_code_only() -> None:
    assert "sin conexión" not in text_of(made(paper=None)).lower()


def test_a_preview_keeps_the_place_of_the_signed_code() -> None:
    pdf = certificate_preview(
        certificate_facts(), language="es", verify_url=VERIFY_URL, rosette_svg=rosette("x"), demo=False
    )
    assert "Aquí irá el código firmado" in text_of(pdf)


def test_both_codes_on_the_page_can_be_scanned() -> None:
    facts = certificate_facts()
    page = certificate._page(
        facts,
        "es",
        verify_url=VERIFY_URL,
        attachments=(),
        rosette_svg=rosette("x"),
        words=certificate._words(facts, (), demo=False),
        paper="us-letter",
        paper_code=paper_code(680),
    )
    # As a photograph of the whole sheet has it: 150 pixels an inch on a letter sheet are 1,650 × 1,275.
    picture = typeset_png("certificate", page | {"made_on": "2026-08-20"}, language="es", pixels_per_inch=150)
    read = {code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))}
    assert read == {VERIFY_URL, "".join(paper_code(680))}


def test_the_demo_says_so_and_the_real_one_does_not() -> None:
    assert text_of(made(demo=True)).count("DEMOSTRACIÓN · DATOS SINTÉTICOS") == 2
    assert "DEMOSTRACIÓN" not in text_of(made())
    assert "DEMONSTRATION · SYNTHETIC DATA" in text_of(made("en", demo=True))


@pytest.mark.parametrize(
    "name",
    [
        "#pagebreak() #let x = 1",
        "$a^2$ \\ * _ [x] ] [ ` <b> @ref // /* */",
        'Ana "la Güera" O\'Hara & <script>alert(1)</script>',
        '#import "@preview/x:1" #read("/etc/passwd")',
        "{{ 7*7 }} {%s} {0} {holder}",
        "= Título -- --- ... ~ 'x'",
    ],
)
def test_refuses_to_take_a_name_for_markup(name: str) -> None:
    pdf = made(holder=name, title=same(name), institution=name)
    assert text_of(pdf).replace(" ", "").count(name.replace(" ", "")) >= 3
    assert len(opened(pdf).pages) == 1


def test_a_sign_without_a_glyph_does_not_cost_the_certificate() -> None:
    pdf = made(holder="Ana 😀 李小龍 \U0001f1f2\U0001f1fd Pérez")
    text = text_of(pdf)
    assert "Ana □ □□□ □□ Pérez" in text
    assert "aparecen como □" in text
    assert "aparecen como □" not in text_of(made())


@pytest.mark.parametrize(
    "name",
    [
        "W" * 300,
        ("Wilhelmina Guadalupe " * 15).strip()[:300],
        "María del Carmen Guadalupe de la Santísima Trinidad Fernández de Córdoba y Álvarez de Toledo",
        "Ño",
    ],
)
def test_any_length_of_name_stays_on_its_one_page(name: str) -> None:
    pdf = made(holder=name, title=same(name), institution=name, partners=(name[:120],))
    assert len(opened(pdf).pages) == 1
    squeezed = text_of(pdf).replace(" ", "")
    assert squeezed.count(name.replace(" ", "")) >= 3


def test_parts_that_the_facts_lack_are_left_out() -> None:
    text = text_of(
        made(
            accreditation_number=None,
            profile=None,
            average=None,
            levels=(),
            valid_until=None,
            outcomes=1,
            hours=1,
            achieved_on=dt.date(2026, 8, 20),
        )
    )
    assert (
        "por demostrar el resultado de aprendizaje del estándar AIL, versión 1.0, «Alfabetización básica en IA»" in text
    )
    assert ": 1 hora de formación y evaluación." in text
    assert "SIN VENCIMIENTO" not in text and "Sin vencimiento" in text
    assert "promedio" not in text and "dictamen" not in text and "NIVEL" not in text


def test_one_level_for_all_is_said_in_the_sentence() -> None:
    facts = certificate_facts()
    alike = tuple(type(reached)(reached.competency, Text("Aplica", "Applies")) for reached in facts.levels)
    assert "nivel Aplica, promedio 9.4" in text_of(made(levels=alike))


def test_the_scale_of_an_average_never_stands_alone_on_a_line() -> None:
    for language, said in (("es", "9.4\u00a0de\u00a010"), ("en", "9.4\u00a0out\u00a0of\u00a010")):
        words = " ".join(page.extract_text() for page in opened(made(language)).pages)
        assert said in words.replace("\n", " ")


def test_averages_are_rounded_half_up_to_one_decimal() -> None:
    assert "promedio 8.1 de 10" in text_of(made(average=Decimal("8.05")))
    assert "promedio 10.0 de 10" in text_of(made(average=Decimal(10)))


def test_partners_are_named() -> None:
    text = text_of(made(partners=("Instituto Uno", "Fundación Dos", "Iberia")))
    assert "En emisión conjunta con Instituto Uno, Fundación Dos e Iberia" in text


def test_the_code_on_the_page_is_a_link_to_the_share_address() -> None:
    annotations = opened(made()).pages[0]["/Annots"]
    assert any(entry.get_object().get("/A", {}).get("/URI") == VERIFY_URL for entry in annotations)  # type: ignore[attr-defined]


def test_refuses_a_rosette_that_is_no_drawing() -> None:
    with pytest.raises(TypesettingFailed):
        certificate_pdf(
            certificate_facts(),
            language="es",
            verify_url=VERIFY_URL,
            attachments=(),
            rosette_svg="<svg>not closed</svg><",
            demo=False,
        )


def test_the_registry_reads_its_own_certificate_back() -> None:
    assert from_pdf(made(), limit=100_000).text.encode() == attachments()[0].data


def test_a_process_forked_after_printing_is_refused_instead_of_waiting_for_ever() -> None:
    made()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # forking beside threads is what is tried here
        child = os.fork()
    if child == 0:
        try:
            made()
        except TypesettingFailed:
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
