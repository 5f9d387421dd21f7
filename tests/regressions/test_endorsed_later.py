"""A partner endorses a definition after its first awards: those issued afterwards hold the endorsement, and verify.

What awards of one version share was taken to be the same for ever: stored once, compiled once.
"""

from __future__ import annotations

import datetime as dt

import pytest

from registry.accounts.permissions import Role
from registry.accounts.queries import actor_of
from registry.awards import stamping
from registry.db import db
from registry.definitions import endorsing
from registry.documents.read import read_presented
from registry.providers import service as providers
from registry.providers.commands import Administrator, ProviderDetails
from registry.records import storage
from registry.signing import Stamps
from registry.trust.service import examine
from registry.verification import Verdict
from tests.doors.web.learner import story
from tests.support.people import new_account

pytestmark = pytest.mark.databases("sqlite")


@pytest.mark.parametrize("fresh", [False, True], ids=["in the same process", "in another process"])
def test_awards_issued_before_and_after_an_endorsement_verify(session, clock, monkeypatch, fresh):
    school = story.open_school()
    (before,) = story.issue(school, story.teacher())
    details = ProviderDetails(
        slug="centro-de-formacion", legal_name="Centro, A.C.", name="Centro", kind="co_signer", email="c@centro.example"
    )
    head, until = actor_of(new_account(Role.AUTHORITY_ADMIN)), clock() + dt.timedelta(days=99)
    partner = providers.register_co_signer(
        details, Administrator("Directora", "d@centro.example"), agreement_until=until, actor=head
    )
    designer = actor_of(new_account(Role.PROVIDER_DESIGNER, provider_id=school.provider.id))
    boss = actor_of(new_account(Role.PROVIDER_ADMIN, provider_id=partner.id))
    endorsing.invite_partner(school.version.id, partner.id, actor=designer)
    endorsing.sign_endorsement(school.version.id, partner.id, actor=boss)
    db.session.commit()
    if fresh:
        monkeypatch.setattr(stamping, "_stamps", Stamps())
    people = [
        story.teacher(full_name=f"Eva Ruiz {name}", email=f"{name}@correo.example") for name in ("Uno", "Dos", "Tres")
    ]
    after = story.issue(school, *people)
    for award, endorsed in ((before, 0), *((one, 1) for one in after)):
        achievement = storage.claims_of(award.document)["credentialSubject"]["achievement"]
        assert len(achievement.get("endorsement", ())) == endorsed
        for signed in (storage.signed_json(award.document), storage.signed_jwt(award.document).encode()):
            assert examine(read_presented(signed)).verdict is Verdict.VALID
