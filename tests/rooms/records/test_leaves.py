"""A document is its own leaf: written or not, it commits to the same. JWTs of before come out as they were signed."""

from __future__ import annotations

from typing import Any

from registry.custody.models import Issuer
from registry.custody.queries import public_key
from registry.custody.service import verification_method
from registry.db import db
from registry.merkle.leaf import commitment
from registry.records import leaves, notes, storage
from registry.records.models import Dictionary
from registry.signing import credential_jwt, document_of_claims, parse_jwt, verify_jwt
from tests.doors.web.learner import story
from tests.signing.samples import P256


def test_a_leaf_written_later_is_the_one_that_the_note_had_told(session: Any) -> None:
    (award,) = story.issue(story.open_school(), story.teacher())
    document = award.document
    assert document.leaf is None and document.salt is not None
    told, note = leaves.commitment_of(document), notes.note_of(document)
    assert told == commitment(storage.claims_of(document), document.salt)
    assert leaves.write_missing([document.id]) == 1 and leaves.write_missing([document.id]) == 0
    leaf = document.leaf
    assert leaf is not None
    assert (leaf.commitment, leaf.salt, leaf.logged_at) == (told, None, document.logged_at)
    assert leaf.issuer_did == db.session.get_one(Issuer, document.issuer_id).did
    assert notes.note_of(document) == note


def test_a_jwt_begins_with_what_its_kin_share_and_one_of_before_does_not(session: Any) -> None:
    (award,) = story.issue(story.open_school(), story.teacher())
    document = award.document
    led = parse_jwt(storage.signed_jwt(document))
    verify_jwt(led, public_key(document.jwt_key.public_multibase))
    assert list(led.claims) == ["credentialSubject", *sorted(set(led.claims) - {"credentialSubject"})]
    assert next(iter(led.claims["credentialSubject"])) == "achievement"
    assert document_of_claims(led.claims) == storage.claims_of(document)

    kid = verification_method(document.jwt_key)
    before = credential_jwt(storage.claims_of(document), signer=P256, kid=kid)
    document.jwt = parse_jwt(before).signature
    db.session.get_one(Dictionary, document.dictionary_id).leads = False
    session.flush()
    storage._dictionary.cache_clear()
    assert storage.signed_jwt(document) == before
    assert storage.dictionary_for(f"definition:{award.definition_version_id}") is None, "new ones get a new one"
    storage._dictionary.cache_clear()


def test_a_dictionary_holds_nothing_of_the_credential_that_it_was_made_of(session: Any) -> None:
    """Erasing somebody must not leave a copy of her among what her kin are stored against."""
    (award,) = story.issue(story.open_school(), story.teacher())
    claims = storage.claims_of(award.document)
    kept = session.get_one(Dictionary, award.document.dictionary_id).body.decode()
    subject = claims["credentialSubject"]
    assert subject["result"][0]["id"].startswith(claims["id"])
    for own in (claims["id"], subject["id"], subject["licenseNumber"], award.person.full_name):
        assert own not in kept
    assert subject["achievement"]["name"] in kept
