"""A wallet that knows nothing but a link receives a document of its own, and what befalls the award befalls it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import threading
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import current_app

from registry import contexts
from registry.accounts.permissions import Role
from registry.accounts.queries import actor_of
from registry.awards import corrections, cosigning
from registry.awards import service as awards
from registry.awards.queries import of_document
from registry.cli import main
from registry.db import db
from registry.definitions import endorsing
from registry.documents.read import read_presented
from registry.ids import spell_folio
from registry.notices.models import OutboxMessage
from registry.providers import service as providers
from registry.providers.commands import Administrator, ProviderDetails
from registry.records.models import Document
from registry.signing import from_base58btc, parse_did_document
from registry.trust.service import examine
from registry.verification import Report, Verdict
from registry.wallet import queries, service
from registry.wallet.models import WalletCopy
from tests.doors.web.learner import story
from tests.rooms.wallet.conftest import Holder
from tests.signing.engines import by_oxigraph
from tests.support import apps
from tests.support.people import new_account
from tests.support.wallet import Answer, Wallet, http


def report_on(credential: dict[str, Any]) -> Report:
    """What the registry says of a file."""
    report = examine(read_presented(orjson.dumps(credential)))
    db.session.commit()
    return report


def verified_by_a_stranger(credential: dict[str, Any], served: str) -> None:
    """The Data Integrity proof by another engine, with the key that the issuer publishes (vc-di-eddsa, 3.2)."""
    unsigned = {name: value for name, value in credential.items() if name != "proof"}
    proof = dict(credential["proof"])
    signature = from_base58btc(proof.pop("proofValue"))
    did, _, _ = proof["verificationMethod"].partition("#")
    published = parse_did_document(http(f"{served}/{'/'.join(did.split(':')[3:])}/did.json").body, did=did)
    key = published.methods[proof["verificationMethod"]].public_key
    options = {"@context": credential["@context"], **proof}
    store = contexts.store()
    digests = [hashlib.sha256(by_oxigraph(one, store)).digest() for one in (options, unsigned)]
    key.verify(signature, b"".join(digests))  # raises


def verified_at_the_shell(credential: dict[str, Any], folder: Path, monkeypatch: Any, capsys: Any) -> str:
    """The verdict of ``registry verify`` on the file, beside the registry's database."""
    file = folder / "from-wallet.json"
    file.write_bytes(orjson.dumps(credential))
    monkeypatch.setenv("DATABASE_URL", current_app.config["SQLALCHEMY_DATABASE_URI"])
    monkeypatch.setenv("MASTER_KEY", apps.MASTER_KEY)
    monkeypatch.setenv("VAR_DIR", str(folder / "var"))
    monkeypatch.setattr("sys.argv", ["registry", "verify", "--json", str(file)])
    db.session.commit()
    with pytest.raises(SystemExit) as ended:
        main()
    report = json.loads(capsys.readouterr().out)
    assert ended.value.code in (0, None), report
    return str(report["verdict"])


def test_a_wallet_receives_a_document_of_its_own_from_the_link_alone(
    holder: Holder, server: Any, tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    link, tx_code = holder.offer(label="Mi teléfono")
    wallet = holder.wallet()
    credential = wallet.receive(link, tx_code)
    award = holder.award
    subject = credential["credentialSubject"]
    assert subject["id"] == wallet.key.did_key
    assert subject["licenseNumber"] == spell_folio(award.folio)
    assert credential["id"] != award.document.uri and credential["awardedDate"].startswith(award.awarded_on.isoformat())
    own = db.session.scalars(db.select(Document).where(Document.uri == credential["id"])).one()
    assert (own.status_list_id, own.status_index) != (award.document.status_list_id, award.document.status_index)
    verified_by_a_stranger(credential, server.url)
    report = report_on(credential)
    assert report.verdict is Verdict.VALID, report.headline.en
    assert report.credential is not None and report.credential.folio == spell_folio(award.folio)
    assert verified_at_the_shell(credential, tmp_path, monkeypatch, capsys) == "valid"
    named = of_document(credential["id"])
    assert named is not None and named.id == award.id
    (copy,) = queries.copies_of(award.id)
    assert (copy.event, copy.offer.label) == ("credential_accepted", "Mi teléfono")
    mails = db.session.scalars(db.select(OutboxMessage).where(OutboxMessage.kind == "wallet_received")).all()
    assert [mail.values["label"] for mail in mails] == ["Mi teléfono"]
    db.session.commit()  # reading keeps SQLite's writers out, too
    # An answer lost on the way: the same key has the same document again, another key has nothing.
    assert wallet.ask().body["credentials"][0]["credential"] == credential
    wallet.key = holder.wallet().key
    assert wallet.ask().error == "credential_request_denied"
    assert len(queries.copies_of(holder.award_id)) == 1


def test_what_befalls_the_award_befalls_each_copy_and_one_can_be_withdrawn_alone(holder: Holder) -> None:
    stays, goes = (
        holder.wallet(algorithm, binding).receive(*holder.offer())
        for algorithm, binding in (("EdDSA", "did:jwk"), ("ES256", "jwk"))
    )
    assert stays["credentialSubject"]["id"].startswith("did:jwk:")
    (newest, _older) = queries.copies_of(holder.award_id)
    service.withdraw(newest, actor=holder.actor)
    db.session.commit()

    def verdicts() -> tuple[Verdict, Verdict, Verdict]:
        main = report_on(orjson.loads(_main(holder)))
        return main.verdict, report_on(stays).verdict, report_on(goes).verdict

    withdrawn = report_on(goes)
    check = withdrawn.check("revocation")
    assert check is not None and check.code == "revoked" and "holder withdrew it" in check.reason.en
    assert "withdrew this copy" in withdrawn.headline.en and "revoked" not in withdrawn.headline.en
    assert verdicts() == (Verdict.VALID, Verdict.VALID, Verdict.INVALID)
    not_now = Verdict.AUTHENTIC_NOT_CURRENT
    awards.suspend(holder.award, reason="under_investigation", actor=holder.school.issuer)
    db.session.commit()
    assert verdicts() == (not_now, not_now, Verdict.INVALID)
    awards.reinstate(holder.award, actor=holder.school.issuer)
    db.session.commit()
    assert verdicts() == (Verdict.VALID, Verdict.VALID, Verdict.INVALID)
    corrections.correct_name(holder.award, "Ana Sofía Ñúñez Páramo", actor=holder.school.issuer, tell=False)
    db.session.commit()
    # No protocol replaces what a wallet holds: the holder is told, and led to where it is saved again.
    mail = db.session.scalars(
        db.select(OutboxMessage).where(OutboxMessage.kind == "award_changed").order_by(OutboxMessage.id)
    ).all()[-1]
    assert mail.values["change"] == "corrected"
    assert mail.values["copies"] == 1, "the one that was withdrawn is not counted"
    assert mail.values["url"].endswith(f"/mis-microcredenciales/{holder.award_id}/cartera")
    superseded = report_on(stays).check("superseded")
    assert superseded is not None and superseded.code == "superseded"
    assert superseded.evidence["successor"] == holder.award.document.uri
    again = holder.wallet().receive(*holder.offer())
    awards.revoke(holder.award, reason="issued_in_error", actor=holder.school.issuer)
    db.session.commit()
    assert report_on(again).verdict is Verdict.INVALID and report_on(goes).verdict is Verdict.INVALID


def _main(holder: Holder) -> bytes:
    from registry.records import storage

    return storage.signed_json(holder.award.document)


def together(*calls: Any) -> list[Answer]:
    """Run at once, each in a thread."""
    answers: list[Answer] = []
    start = threading.Barrier(len(calls))

    def run(call: Any) -> None:
        start.wait()
        answers.append(call())

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_a_photographed_offer_used_twice_at_once_no_more_than_one_document_comes(holder: Holder) -> None:
    link, tx_code = holder.offer()
    first, thief = holder.wallet().open(link), holder.wallet().open(link)
    answers = together(lambda: first.ask_token(tx_code), lambda: thief.ask_token(tx_code))
    assert sorted(answer.status for answer in answers) == [200, 400]
    assert {answer.error for answer in answers} == {None, "invalid_grant"}
    # Both codes came twice: whoever was first has a token that opens nothing.
    winner = first if first.token else thief
    assert winner.ask().headers["www-authenticate"].count("invalid_token") == 1
    assert holder.newest().ended_because == "reused" and not queries.copies_of(holder.award_id)
    db.session.commit()
    # And of two keys at one token, one has the document.
    link, tx_code = holder.offer()
    one = holder.wallet().open(link)
    assert one.ask_token(tx_code).status == 200
    other = Wallet(holder.wallet().key, "did:key", one.now, one.issuer, one.server, one.offer, one.token)
    answers = together(one.ask, other.ask)
    assert sorted(answer.status for answer in answers) == [200, 400]
    assert {answer.error for answer in answers} == {None, "credential_request_denied"}
    assert db.session.scalar(db.select(db.func.count(WalletCopy.id))) == 1


@pytest.mark.databases("sqlite")
def test_what_cannot_be_signed_yet_is_deferred_and_what_never_can_is_denied(holder: Holder) -> None:
    link, tx_code = holder.offer()
    wallet = holder.wallet().open(link)
    assert wallet.ask_token(tx_code).status == 200
    awards.suspend(holder.award, reason="under_investigation", actor=holder.school.issuer)
    db.session.commit()
    later = wallet.ask()
    assert later.status == 202 and later.body["interval"] > 0 and "credentials" not in later.body
    transaction = {"transaction_id": later.body["transaction_id"]}
    holder.clock.tick(days=2)
    assert wallet.post("deferred_credential_endpoint", transaction).body == later.body
    assert wallet.post("deferred_credential_endpoint", {"transaction_id": "x"}).error == "invalid_transaction_id"
    awards.reinstate(holder.award, actor=holder.school.issuer)
    db.session.commit()
    ready = wallet.post("deferred_credential_endpoint", transaction)
    assert ready.status == 200
    credential = ready.body["credentials"][0]["credential"]
    assert credential["credentialSubject"]["id"] == wallet.key.did_key
    assert report_on(credential).verdict is Verdict.VALID
    assert wallet.post("deferred_credential_endpoint", transaction).error == "invalid_transaction_id"
    # Revoked between the offer and the credential.
    link, tx_code = holder.offer()
    wallet = holder.wallet().open(link)
    assert wallet.ask_token(tx_code).status == 200
    awards.revoke(holder.award, reason="issued_in_error", actor=holder.school.issuer)
    db.session.commit()
    denied = wallet.ask()
    assert (denied.status, denied.error) == (400, "credential_request_denied")
    assert len(queries.copies_of(holder.award_id)) == 1


def countersigned(credential: dict[str, Any]) -> list[str]:
    """What the report says of partners' signatures of this very document."""
    check = report_on(credential).check("endorsement")
    assert check is not None
    return [one["code"] for one in check.evidence["endorsements"] if one["of"] == "document"]


@pytest.mark.databases("sqlite")
def test_partners_are_asked_to_countersign_what_is_in_wallets(holder: Holder) -> None:
    details = ProviderDetails(
        slug="centro-de-formacion", legal_name="Centro, A.C.", name="Centro", kind="co_signer", email="c@centro.example"
    )
    head, until = actor_of(new_account(Role.AUTHORITY_ADMIN)), holder.clock() + dt.timedelta(days=99)
    boss_of_it = Administrator("Directora", "d@centro.example")
    partner = providers.register_co_signer(details, boss_of_it, agreement_until=until, actor=head)
    designer = actor_of(new_account(Role.PROVIDER_DESIGNER, provider_id=holder.school.provider.id))
    boss = actor_of(new_account(Role.PROVIDER_ADMIN, provider_id=partner.id))
    endorsing.invite_partner(holder.school.version.id, partner.id, actor=designer)
    endorsing.sign_endorsement(holder.school.version.id, partner.id, actor=boss)
    (award,) = story.issue(holder.school, story.teacher())
    award.accepted_at, holder.award_id = holder.clock(), award.id
    holder.actor = actor_of(new_account(person_id=award.person_id))
    credential = holder.wallet().receive(*holder.offer())
    assert report_on(credential).verdict is Verdict.VALID and countersigned(credential) == ["endorsement_pending"]
    assert cosigning.count_waiting(partner.id) == 2
    assert cosigning.countersign(cosigning.waiting(partner.id), partner=partner, actor=boss) == 2
    db.session.commit()
    assert countersigned(credential) not in ([], ["endorsement_pending"])
    # A copy that its holder withdrew waits for nobody.
    holder.wallet().receive(*holder.offer())
    assert cosigning.count_waiting(partner.id) == 1
    service.withdraw(queries.copies_of(award.id)[0], actor=holder.actor)
    assert cosigning.count_waiting(partner.id) == 0
    db.session.rollback()
