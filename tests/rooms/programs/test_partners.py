"""A partner's agreement ends, its accreditation is suspended, it takes its signature back: what it signed stands, every
page says who signed and when, and it signs nothing more (R65)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from registry import clock
from registry.accounts.permissions import Role
from registry.awards import certificates, cosigning
from registry.awards import service as awards
from registry.awards.commands import AwardCommand, Delivery, IssueContext
from registry.awards.models import Award
from registry.db import db
from registry.demo import cast, talent
from registry.ids import spell_folio
from registry.people.service import PersonClaims
from registry.programs import queries, service
from registry.programs.commands import AgreementTerms, Party
from registry.providers import queries as providers
from registry.providers import service as accrediting
from registry.providers.commands import ChangeOrder
from registry.providers.errors import PartnerMayNotSign
from registry.providers.models import Provider
from registry.texts import CENTRAL_MEXICO, Text, spoken
from registry.verification import Verdict
from tests.support import world as worlds
from tests.support.world import World

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def world(session: Any) -> Iterator[World]:
    """The demo's institutions, and a technology company that countersigns the engineering microcredential."""
    with worlds.world() as here:
        talent.partner_signs_on(here.stage, here.told)
        yield here


def give(world: World, number: int) -> Award:
    version = world.told.definitions["AIE-B"]
    (award,) = awards.issue(
        [
            AwardCommand(
                person=PersonClaims(f"Persona Ficticia {chr(65 + number)}", first_surname="Ficticia"),
                awarded_on=clock.today(),
                scores=world.stage.scores(version),
                delivery=Delivery.NONE,
            )
        ],
        IssueContext(version.id),
        actor=world.stage.actor(cast.issuer(cast.CENTER)),
    )
    db.session.commit()
    return award


def said(world: World, award: Award) -> tuple[str, str]:
    """The code of the check and its sentence in Spanish, as /verify says them now; the verdict never falls."""
    report = world.report(award)
    assert report.verdict is Verdict.VALID
    check = report.check("endorsement")
    return (check.code, check.reason.es) if check else ("", "")


def day(moment: dt.datetime) -> str:
    return spoken(moment.astimezone(CENTRAL_MEXICO).date(), "es")


def sign(world: World, partner: Provider, *chosen: Award) -> int:
    asked = [one for one in cosigning.waiting(partner.id) if one.award_id in {award.id for award in chosen}]
    made = cosigning.countersign(asked, partner=partner, actor=world.stage.actor(cast.administrator(cast.PARTNER)))
    db.session.commit()
    return made


@pytest.mark.serves("R65")
def test_what_a_partner_signed_stands_with_its_day_after_its_agreement_or_its_word_ended(
    world: World, client: Any, sign_in: Any
) -> None:
    partner, head = world.told.partner, world.stage.actor(cast.HEAD)
    assert partner is not None
    signed, open_one, other = (give(world, number) for number in range(3))
    assert sign(world, partner, signed, other) == 2
    signed_on = day(clock.now())
    assert said(world, signed) == ("endorsed", f"La avala con su firma {partner.name} (firmó el {signed_on}).")
    tray = f"/institucion/{partner.slug}/cofirmas"

    # The agreement is ended early: nothing more is signed, nobody new is asked, what was signed stands.
    world.clock.tick(days=40)
    current = next(
        one for one in queries.agreements_of(talent.PROGRAM) if one.ended_on is None and one.valid_until > clock.today()
    )
    service.end_agreement(current.id, clock.today(), note="De común acuerdo", actor=head)
    db.session.commit()
    ended = day(clock.now())
    assert sign(world, partner, open_one) == 1  # its last day still counts
    withdrawn_later, world_over = open_one, f"su convenio terminó el {ended}"
    late = give(world, 3)
    world.clock.tick(days=1)
    world.renew_lists()
    with pytest.raises(PartnerMayNotSign):
        sign(world, partner, late)
    db.session.rollback()
    assert said(world, signed) == (
        "endorsed",
        f"La avala con su firma {partner.name} (firmó el {signed_on}; {world_over}).",
    )
    assert said(world, late) == (
        "endorsement_not_coming",
        f"No firmó esta microcredencial {partner.name} ({world_over}).",
    )
    assert cosigning.partners_of(give(world, 4).document_id) == []
    for address, words in (
        (
            f"/programs/{talent.PROGRAM}",
            ["Respaldos con firma", world_over, "Lo que firmó se conserva", "De común acuerdo"],
        ),
        (f"/providers/{partner.slug}", ["Ya no firma junto con otras", ended, "respaldado con su firma"]),
    ):
        page = client.get(address, headers={"Accept-Language": "es"}).text
        assert all(one in page for one in words), address
        assert "no ha sido acreditada" not in page
    staff = sign_in(Role.PROVIDER_ADMIN, provider_id=partner.id)
    home = staff.get(f"/institucion/{partner.slug}").text
    assert "Ahora no puede firmar" in home and "Puede diseñar microcredenciales" not in home
    assert "Ahora no puede firmar" in staff.get(tray).text
    version = world.told.definitions["AIE-B"].id
    answer = staff.post(f"{tray}/{version}/una-por-una", data={"que": "todas"})
    assert "ya no puede firmar junto con otras" in staff.get(answer.location).text
    centre = sign_in(Role.PROVIDER_ISSUER, provider_id=world.told.center.id)
    page = centre.get(f"/institucion/{cast.CENTER.slug}/microcredenciales/{signed.id}").text
    assert "Cofirmada" in page and world_over[1:] in page

    desk = sign_in(Role.AUTHORITY_PROGRAMS)
    assert f'value="{partner.slug}"' in desk.get(f"/autoridad/programas/{talent.PROGRAM}/convenios").text
    # Renewed: it signs again. Then it takes back one countersignature, and its word for the design.
    today = clock.today()
    parties = tuple(
        Party(one.name, role, one.slug) for one, role in ((cast.CENTER, "issuer"), (cast.PARTNER, "co_signer"))
    )
    terms = AgreementTerms(
        "Convenio ficticio 03", parties, Text("Otro", "Other"), today, today, today + dt.timedelta(days=90)
    )
    service.record_agreement(talent.PROGRAM, terms, actor=head)
    db.session.commit()
    assert sign(world, partner, late) == 1
    assert "Escriba por qué" in staff.get(staff.post(f"{tray}/retirar", data={"folio": other.folio}).location).text
    staff.post(f"{tray}/retirar", data={"folio": spell_folio(other.folio), "motivo": "Error de la cohorte"})
    code, words = said(world, other)
    assert code == "endorsement_withdrawn"
    assert f"(firmó el {signed_on}; lo retiró el {day(clock.now())})" in words
    assert said(world, signed)[0] == "endorsed"
    page = centre.get(f"/institucion/{cast.CENTER.slug}/microcredenciales/{other.id}").text
    assert "Retiró su cofirma" in page and "Error de la cohorte" in page
    assert [name for name, _ in certificates._countersigned(other)] == []
    assert [name for name, _ in certificates._countersigned(withdrawn_later)] == [partner.name]
    waits = give(world, 5)
    staff.post(f"{tray}/retirar", data={"diseno": str(version), "motivo": "Fin del proyecto"})
    assert cosigning.partners_of(waits.document_id) == []  # nobody waits for it any more
    assert said(world, signed)[0] == "endorsement_withdrawn"  # the design's, inside the document; it says since when
    assert said(world, give(world, 6)) == ("", "")
    page = client.get(f"/programs/{talent.PROGRAM}", headers={"Accept-Language": "en"}).text
    assert "withdrew its endorsement on" in page and "Fin del proyecto" in page
    assert "Empty" not in page

    # An accredited institution as partner: suspended, it signs nothing, and what it signed says so.
    world.endorse()
    award = world.award()[0]
    world.countersign(award)
    centre_now = world.told.center
    assert centre_now is not None
    (running, *_) = providers.running(centre_now.id, clock.now())
    order = ChangeOrder("security_incident", "Una nota de prueba, con su motivo escrito.")
    accrediting.suspend(running.id, order, actor=head)
    db.session.commit()
    code, words = said(world, award)
    assert code == "endorsed"
    assert f"su acreditación está suspendida desde el {day(clock.now())}" in words
