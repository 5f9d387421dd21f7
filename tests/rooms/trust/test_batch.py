"""Answering a batch: a row for each candidate, true, in the order asked; queries that do not grow with the batch."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl
import orjson
import pytest
from flask import current_app

from benchmarks.measure import statements
from registry import addresses
from registry.accounts.actor import SYSTEM
from registry.artefacts.scanning import Scanner
from registry.awards import sharing
from registry.awards.models import Award
from registry.awards.service import revoke
from registry.clock import Hand, now
from registry.db import db
from registry.ids import spell_folio
from registry.providers.models import Accreditation
from registry.records import storage
from registry.records.models import Document
from registry.trust.batch import service, tables
from registry.trust.batch.planning import Asked, Upload, plan
from registry.trust.batch.rows import Row
from registry.verification import Verdict
from tests.doors.web.learner import story
from tests.support.archives import picture, zipped

pytestmark = pytest.mark.databases("sqlite")
on_both = pytest.mark.databases("sqlite", "postgresql")

GIVEN = ("Ana Sofía", "Luis", "Eva María", "Tomás")
SURNAMES = ("Ñúñez", "Cruz", "Hernández", "Figueroa", "Escobedo", "O'Farrill")


class Desk:
    """An institution that issues, and the registry's clock."""

    def __init__(self, hand: Hand) -> None:
        self.school = story.open_school()
        self.clock = hand

    def award(self, count: int = 1) -> list[Award]:
        """Issue to so many different people."""
        people = []
        for n in range(count):
            given, first = GIVEN[n % len(GIVEN)], SURNAMES[n % len(SURNAMES)]
            name = f"{given} {first} Pérez"
            people.append(story.teacher(full_name=name, given_names=given, first_surname=first, email=None))
        return story.issue(self.school, *people)


@pytest.fixture
def here(session, clock):
    return Desk(clock)


def answered(asked: Sequence[Asked], spent=lambda: False) -> list[Row]:
    with Scanner() as scanner:
        batch = service.Batch(asked, scanner=scanner, spent=spent, seconds=60)
        return [row for rows in batch.answers() for row in rows]


def of_list(text: str) -> list[Row]:
    return answered(plan([Upload("lista.csv", io.BytesIO(text.encode()))], "", limit=100))


def of_files(**files: bytes) -> list[Row]:
    archive = zipped({name.replace("_", "."): data for name, data in files.items()})
    return answered(plan([Upload("x.zip", io.BytesIO(archive))], "", limit=1000))


def link_to(award: Award, **choices: object) -> str:
    _, token = sharing.share(award, actor=SYSTEM, **choices)
    db.session.commit()
    return addresses.share(token)


@on_both
def test_each_candidate_has_its_own_row_in_the_order_asked(here: Desk) -> None:
    good, revoked, other = here.award(3)
    revoke(revoked, reason="issued_in_error", actor=here.school.issuer)
    db.session.commit()
    signed = {award.id: storage.signed_json(award.document) for award in (good, revoked, other)}
    spoilt = orjson.loads(signed[other.id])
    spoilt["credentialSubject"]["achievement"]["name"] = "Doctorado"
    rows = of_files(
        a_json=signed[good.id],
        b_jwt=storage.signed_jwt(good.document).encode(),
        c_json=signed[revoked.id],
        d_json=orjson.dumps(spoilt),
        e_png=picture(),
        f_png=picture(link_to(good)),
        g_txt=b"hola",
    )
    assert [(row.label, row.outcome, row.code) for row in rows] == [
        ("a.json", "valid", "valid"),
        ("b.jwt", "valid", "valid"),
        ("c.json", "invalid", "revoked"),
        ("d.json", "invalid", "signature_mismatch"),
        ("e.png", "nothing", "no_credential_found"),
        ("f.png", "valid", "valid"),
        ("g.txt", "nothing", "unknown_format"),
    ]
    assert [row.number for row in rows] == list(range(1, 8))
    first, fourth = rows[0], rows[3]
    assert (first.folio, first.holder) == (spell_folio(good.folio), good.person.full_name)
    assert (first.track, first.hours) == ("literacy", rows[1].hours) and first.levels and first.achieved_on
    assert fourth.title is None and fourth.holder is None, "nothing covers what a forgery says"


def test_the_expected_name_is_compared_with_the_document(here: Desk) -> None:
    (award,) = here.award()
    name = award.person.full_name
    link = link_to(award)
    rows = of_list(
        f"link,name\n{link},{name.upper()}\n{link},{' '.join(name.split()[:2])}\n{link},Otra Persona\n{link},\n"
    )
    assert [row.compared for row in rows] == ["same", "part", "different", None]
    assert {row.verdict for row in rows} == {Verdict.VALID}


def test_a_link_without_results_tells_no_level(here: Desk) -> None:
    (award,) = here.award()
    whole, plain = of_list(f"link\n{link_to(award)}\n{link_to(award, with_results=False)}\n")
    assert whole.levels and not plain.levels
    assert all(level.es != level.en for level in whole.levels), "in the reader's language, whichever was signed"
    assert (plain.holder, plain.title) == (whole.holder, whole.title)


def test_links_that_lead_nowhere_say_why(here: Desk) -> None:
    (award,) = here.award()
    closed, token = sharing.share(award, actor=SYSTEM)
    sharing.withdraw(closed, actor=SYSTEM)
    db.session.commit()
    base = addresses.link_base()
    rows = of_list(
        f"link\n{addresses.share(token)}\n{base}/s/nobody\nhttps://elsewhere.example/s/x\n{base}/catalogue\n"
    )
    assert [row.code for row in rows] == ["share_closed", "share_not_found", "foreign_link", "not_a_shared_link"]


@on_both
def test_a_folio_opens_with_its_surname_and_tells_its_own_page_and_no_more(here: Desk) -> None:
    (award,) = here.award()
    person, folio = award.person, spell_folio(award.folio)
    rows = of_list(
        f"folio,surname,name\n{folio},{person.first_surname},\n{folio},,{person.full_name}\n{folio},Nadie,\n"
    )
    assert [row.code for row in rows] == ["valid", "valid", "no_such_certificate"]
    assert rows[1].compared == "same"
    for row in rows[:2]:
        assert row.title and row.issuer and row.folio == folio and row.achieved_on
        assert (row.holder, row.levels, row.hours) == (None, (), None)
    assert of_list(f"folio\n{folio}\n")[0].code == "surname_needed"


def test_another_surname_reads_like_an_unknown_folio(here: Desk) -> None:
    (award,) = here.award()
    known, unknown = of_list(f"folio,surname\n{award.folio},Nadie\nFYVRRY2W6PJWW4,Nadie\n")
    assert (known.code, known.reasons) == (unknown.code, unknown.reasons)


def test_a_folio_cannot_be_tried_with_many_surnames(here: Desk) -> None:
    (award,) = here.award()
    tries = [f"Apellido{letter}" for letter in "ABCDEF"] + [award.person.first_surname]
    rows = of_list("folio,surname\n" + "".join(f"{award.folio},{one}\n" for one in tries))
    assert [row.code for row in rows] == ["no_such_certificate"] * 3 + ["folio_asked_too_often"] * 4


def test_many_surnames_in_one_cell_open_nothing(here: Desk) -> None:
    (award,) = here.award()
    crowd = " ".join(["García", "López", "Cruz", "Nieto", "Soto", *award.person.full_name.split()])
    (row,) = of_list(f"folio,name\n{award.folio},{crowd}\n")
    assert row.code == "no_such_certificate"


def test_what_time_did_not_reach_is_said_to_be_so(here: Desk) -> None:
    data = storage.signed_json(here.award()[0].document)
    asked = plan([Upload("x.zip", io.BytesIO(zipped([(f"{n}.json", data) for n in range(4)])))], "", limit=9)
    looks = iter([False] * 6 + [True] * 90)
    rows = answered(asked, spent=lambda: next(looks))
    assert [row.code for row in rows] == ["valid", "valid", "not_reached", "not_reached"]


def test_an_institutions_accreditation_is_no_candidates_credential(here: Desk) -> None:
    kept = db.session.scalars(db.select(Accreditation)).first()
    (row,) = of_files(a_json=storage.signed_json(db.session.get(Document, kept.document_id)))
    assert (row.verdict, row.code) == (Verdict.VALID, "not_of_a_person")


@on_both
def test_queries_do_not_grow_with_the_batch(here: Desk) -> None:
    awards = here.award(24)
    signed = [storage.signed_json(award.document) for award in awards]
    links = [link_to(award) for award in awards]
    foreign = [
        orjson.dumps({**orjson.loads(one), "id": f"urn:uuid:{n:032x}", "issuer": f"did:web:issuer{n}.example"})
        for n, one in enumerate(signed)
    ]

    def asked(count: int) -> tuple[Asked, ...]:
        files = [(f"{n}.json", data) for n, data in enumerate(signed[:count] + foreign[:count])]
        listed = "link,name\n" + "".join(f"{link},Alguien\n" for link in links[:count])
        return plan([Upload("x.zip", io.BytesIO(zipped([*files, ("lista.csv", listed)])))], "", limit=500)

    counts = [queries_of(asked(count)) for count in (2, 24)]
    chunks = -(-24 * 3 // service.CHUNK)
    assert counts[1] <= chunks * counts[0], counts


def queries_of(asked: Sequence[Asked]) -> int:
    current_app.extensions["evidence"].forget()
    db.session.rollback()
    with statements(db.engine) as sent:
        assert len(answered(asked)) == len(asked)
    return len(sent)


def test_the_table_as_a_file_computes_nothing(here: Desk) -> None:
    link, formula = "https://elsewhere.example/x", '"=HYPERLINK(""https://evil.example"",""x"")"'
    rows = of_list(f"link,name\n{link},{formula}\n{link},@SUM(A1)\n")
    text = tables.as_csv(rows, language="es", checked_at=now()).decode("utf-8-sig")
    assert "\"'=HYPERLINK" in text and ",'@SUM(A1)," in text
    book = openpyxl.load_workbook(io.BytesIO(tables.as_xlsx(rows, language="en", checked_at=now())))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(cell.value == '=HYPERLINK("https://evil.example","x")' and cell.quotePrefix for cell in cells)


def test_a_link_is_named_as_it_was_sent() -> None:
    link = "https://otro.example/s/x"
    assert [one.label for one in plan([], f"{link}\n7Q4K-M2ZT-9XW3-HA", limit=9)] == [link, "7Q4K-M2ZT-9XW3-HA"]


def test_another_table_in_a_zip_refuses_itself_and_no_candidate(here: Desk) -> None:
    (award,) = here.award()
    packed = zipped({"credencial.json": storage.signed_json(award.document), "horarios.csv": b"dia,hora\nlunes,9\n"})
    rows = answered(plan([Upload("todo.zip", io.BytesIO(packed))], "", limit=9))
    assert [(row.label, row.outcome, row.code) for row in rows] == [
        ("credencial.json", "valid", "valid"),
        ("horarios.csv", "nothing", "list_without_subjects"),
    ]


def test_a_word_document_is_one_file_and_not_its_parts() -> None:
    packed = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})
    assert [one.label for one in plan([Upload("carta.docx", io.BytesIO(packed))], "", limit=9)] == ["carta.docx"]
