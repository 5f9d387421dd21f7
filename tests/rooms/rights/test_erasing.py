"""Erasure: nothing of the person is left in any table; what is left verifies honestly; a block can be put back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from registry.accounts import queries as accounts
from registry.accounts.models import Account, Passkey
from registry.accounts.permissions import Role
from registry.awards import asking, sharing
from registry.awards import queries as awards
from registry.awards.models import Award
from registry.curriculum import calendar
from registry.db import db
from registry.documents.read import read_presented
from registry.identity.errors import FourEyes
from registry.issuing.models import BatchRow, IssueBatch
from registry.notices.models import OutboxMessage
from registry.people import service as people
from registry.people import uniting
from registry.people.models import Person
from registry.records import leaves, storage
from registry.records.models import Document
from registry.rights import answering, consents, correcting, exporting, reach, rules, service
from registry.rights.errors import AlreadyAsked, PurposeUnknown, RequestMovedOn, StaffMustLeave
from registry.rights.models import BlockedBox, RightsRequest
from registry.talent import profiles as talent
from registry.talent.profiles import Declared
from registry.trust.service import examine
from registry.wallet import service as wallet
from tests.doors.web.learner import story
from tests.support.people import new_account

OTHER = "ana.otra@correo.example"
EMAIL, PHONE = "ana.erasable@correo.example", "+525511112222"
NAME = "Ana Sofía Ñúñez Pérez"


class Ana:
    """Somebody with one of everything."""

    def __init__(self) -> None:
        self.school = story.open_school()
        self.curp = story.curp()
        claims = story.teacher(curp=self.curp, email=EMAIL, phone=PHONE, facts={})
        (self.award,) = story.issue(self.school, claims, reference={"matrícula": "A-77-Ñúñez"})
        self.person = self.award.person
        account = new_account(person_id=self.person.id, email=EMAIL, name=NAME)
        self.account_id = account.id
        self.actor = accounts.actor_of(account)
        self.officer = accounts.actor_of(new_account(Role.PRIVACY_OFFICER, name="Oficial uno"))
        self.second = accounts.actor_of(new_account(Role.PRIVACY_OFFICER, name="Oficial dos"))
        from registry.awards import service as award_service

        award_service.answer(self.award, accept=True, actor=self.actor)
        link, self.token = sharing.share(self.award, actor=self.actor, label="Para Ñúñez")
        asking.ask(link, "otra@correo.example")
        wallet.offer(self.award, label="Cartera de Ana Sofía", actor=self.actor)
        talent.opt_in(Declared("19", "b2", True, "now"), agreed=True, language="es", actor=self.actor)
        talent.hide("donde-trabaja-ana.example", actor=self.actor)
        consents.answer(
            {"gender": "woman", "study_field": "field-06", "formality": "own_unregistered"},
            language="es",
            actor=self.actor,
        )
        db.session.add(
            Passkey(
                account_id=account.id, credential_id=b"1", public_key=b"2", user_handle=b"3", name="Tel de Ana Sofía",
                created_at=self.award.issued_at,
            )
        )  # fmt: skip
        with pytest.raises(PurposeUnknown):  # asked of civil servants alone
            consents.answer({"public_body": "body-state"}, language="es", actor=self.actor)
        self._in_a_list(account)
        self._twice(account)
        db.session.commit()
        self.file = storage.signed_json(self.award.document)

    def _in_a_list(self, account: Account) -> None:
        batch = IssueBatch(
            provider_id=self.school.provider.id, definition_version_id=self.school.version.id, created_by=account.id,
            created_at=self.award.issued_at, file_name="lista.csv", file_digest="", file_size=1,
        )  # fmt: skip
        db.session.add(batch)
        db.session.flush()
        digest = people.curp_digest(self.curp)
        db.session.add(
            BatchRow(
                batch_id=batch.id, position=1, sheet="1", row_number=2, outcome="reject", sealed=None,
                findings=[{"value": NAME}], identity=int.from_bytes(digest[:8], "big", signed=True),
            )
        )  # fmt: skip

    def _twice(self, account: Account) -> None:
        """Another record with an account of its own, united with this one."""
        (other,) = people.register([story.teacher(full_name="Ana Ñúñez", email=OTHER)])
        closing = new_account(person_id=other.id, email=OTHER, name="Ana Ñúñez")
        uniting.unite(closing, into=account, actor=self.actor, means="holder")

    def ask_and_grant(self) -> RightsRequest:
        request = service.ask_erasure(words="Ya no la quiero, Ana Sofía", language="es", actor=self.actor)
        answering.accept(request, note="", actor=self.officer)
        db.session.commit()
        return request


@pytest.fixture
def ana(session: Any, clock: Any) -> Iterator[Ana]:
    yield Ana()


def traces(*needles: str) -> dict[str, list[str]]:
    """Every table in whose rows one of these can be read, in clear or as bytes."""
    wanted = [one.encode() for one in needles]
    found: dict[str, list[str]] = {}
    for name, table in db.metadata.tables.items():
        for row in db.session.execute(select(table)):
            for value in row:
                text = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                found.setdefault(name, []).extend(one.decode() for one in wanted if one in text)
    return {name: hits for name, hits in found.items() if hits}


def everything() -> dict[str, list[Any]]:
    """All rows of all tables but the log of acts, mails and the request itself."""
    left_out = {"audit_line", "outbox_message", "rights_request", "blocked_box"}
    return {
        name: sorted(map(repr, db.session.execute(select(table)).all()))
        for name, table in db.metadata.tables.items()
        if name not in left_out
    }


@pytest.mark.serves("R45")
def test_block_then_delete_leaves_nothing_of_the_person_in_any_table(ana: Ana, clock: Any) -> None:
    needles = ("Ñúñez", "Ana Sof", EMAIL, OTHER, PHONE, ana.curp, "A-77")
    body, commitment = ana.award.document.body, leaves.commitment_of(ana.award.document)
    assert examine(read_presented(ana.file)).verdict.value == "valid"  # from now on remembered
    db.session.commit()
    assert {"person", "account", "passkey", "share_link", "wallet_offer", "batch_row", "outbox_message"} <= set(
        traces(*needles)
    )
    request = ana.ask_and_grant()
    assert service.carry_out() == 1
    db.session.commit()
    # Only the mail that says so still knows where to go, and it is deleted with the box.
    left = traces("Ñúñez", "Ana Sof", PHONE, ana.curp, "A-77")
    assert set(left) <= {"rights_request"}, left
    assert set(traces(EMAIL, OTHER)) == {"outbox_message"}
    assert traces(body.hex()) == {} and db.session.get_one(Document, ana.award.document_id).body == b""
    stub = db.session.get_one(Award, ana.award.id)
    # What the log will hold, or holds, outlives what it was computed from, and nothing is left to open it.
    assert stub.document.salt is None and stub.document.leaf is not None
    assert stub.document.leaf.commitment == commitment and stub.document.leaf.salt is None
    assert stub.folio and awards.by_folio(stub.folio) is None and awards.was_erased(stub.folio)
    assert awards.of_provider(ana.school.provider.id) == ([], 0)
    assert exporting.collected(db.session.get_one(Person, ana.person.id))[
        "held"
    ]  # what is left is still shown, if asked

    report = examine(read_presented(ana.file))
    check = next(one for one in report.checks if one.id == "log_inclusion")
    assert (report.verdict.value, check.result.value, check.code) == ("unverifiable", "not_checked", "log_unreachable")
    assert "a petición de su titular" in check.reason.es
    assert next(one for one in report.checks if one.id == "signature").result.value == "passed"

    assert service.carry_out() == 0, "not before its day"
    clock.tick(days=91)
    assert service.carry_out() == 1
    db.session.commit()
    assert db.session.get(BlockedBox, request.id) is None
    assert traces(*needles) == {} and request.state == "done"
    assert db.session.get_one(Person, ana.person.id).erased_at is not None


def test_a_block_can_be_put_back_to_the_last_column(ana: Ana) -> None:
    leaves.write_missing(db.session.scalars(select(Document.id)).all())  # these stay, as they would in the log
    before = everything()
    request = ana.ask_and_grant()
    service.carry_out()
    db.session.commit()
    assert everything() != before
    with pytest.raises(StaffMustLeave):
        own = accounts.actor_of(db.session.get_one(Account, ana.account_id))
        answering._refuse_oneself(type(own)("account", account_id=ana.account_id), _holder(ana, request))
    assert answering.unblock(request, actor=ana.officer) == 0
    db.session.commit()
    assert everything() == before
    assert examine(read_presented(ana.file)).verdict.value == "valid"
    with pytest.raises(RequestMovedOn):
        answering.unblock(request, actor=ana.officer)


def _holder(ana: Ana, request: RightsRequest) -> Person:
    """For whoever works here and asks about themselves."""
    account = db.session.get_one(Account, ana.account_id)
    account.person_id = request.person_id
    db.session.flush()
    person = db.session.get_one(Person, request.person_id)
    return person


@pytest.mark.databases("sqlite")
def test_what_can_be_said_in_time_and_by_whom(ana: Ana, clock: Any) -> None:
    request = service.ask_erasure(words="", language="es", actor=ana.actor)
    with pytest.raises(AlreadyAsked):
        service.ask_erasure(words="", language="en", actor=ana.actor)
    db.session.commit()
    # Friday, November 20: twenty business days on, Christmas not yet among them.
    assert rules.due(clock(), 20, _calendar()).isoformat() == request.answer_due_at.isoformat()
    assert request.answer_due_at.date().isoformat() == "2026-12-19"  # the end of Friday the 18th, in Mexico
    assert {one.to for one in _mails("rights_state")} == {EMAIL, OTHER} and len(_mails("rights_tray")) == 2
    clock.tick(days=20)
    assert service.remind() == 0
    clock.tick(days=2)
    assert (service.remind(), service.remind()) == (1, 0), "once, when five business days are left"
    clock.tick(days=7)
    assert (service.remind(), service.remind()) == (1, 0), "and once when it is overdue"
    assert [one.values["tidings"] for one in _mails("rights_tray")] == ["new"] * 2 + ["soon"] * 2 + ["overdue"] * 2
    service.withdraw(request)
    assert request.state == "withdrawn" and request.open_key is None and request.words == ""
    with pytest.raises(RequestMovedOn):
        answering.accept(request, note="", actor=ana.officer)

    paper = answering.propose_paper(
        rules.Kind.CANCELLATION, ana.award.folio, evidence="seen_id", note="Vino con su INE y firmó la solicitud.",
        words="", language="es", actor=ana.officer,
    )  # fmt: skip
    with pytest.raises(FourEyes):
        answering.approve_paper(paper, actor=ana.officer)
    with pytest.raises(RequestMovedOn):
        answering.accept(paper, note="", actor=ana.second)
    answering.approve_paper(paper, actor=ana.second)
    assert (paper.state, paper.approved_by) == ("open", ana.second.account_id)


@pytest.mark.databases("sqlite")
@pytest.mark.serves("R45")
def test_a_copy_holds_every_table_and_the_signed_file(ana: Ana) -> None:
    request = service.ask_copy(language="en", actor=ana.actor)
    export = service.own_copy(request.number, actor=ana.actor)
    assert export is not None and request.state == "done" and export.sealed is not None
    assert export.sealed[:2] != b"PK"
    with zipfile.ZipFile(io.BytesIO(exporting.body_of(export))) as package:
        data = orjson.loads(package.read("datos.json"))
        page = package.read("datos.html").decode()
        (name,) = [one for one in package.namelist() if one.startswith("documentos/")]
        assert package.read(name) == ana.file
    held = {one["table"]: one["rows"] for one in data["held"]}
    keys = reach.keys_of(ana.person)
    assert {one.table for one, rows in reach.every_row(keys) if rows} == set(held)
    assert any(one["action"] == "share.asked" for one in held["audit_line"]), "questions that a link answered"
    assert held["person_identifier"] != [] and ana.curp in orjson.dumps(held).decode()
    assert all(word in page for word in (NAME, ana.curp, EMAIL, "Demographic data", "Full name", "woman"))
    assert not any(mark in page for mark in ("<script", "<link", "src=", "url("))
    assert correcting.waiting_at(None) == []


def _mails(kind: str) -> list[OutboxMessage]:
    return list(
        db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.created_at, OutboxMessage.id)
        )
    )


def _calendar() -> calendar.BusinessCalendar:
    from registry.curriculum import queries as curriculum

    return curriculum.business_calendar()
