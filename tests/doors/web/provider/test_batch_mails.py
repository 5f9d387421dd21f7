"""The mails of a list: how far they are, whom none reached, and a slip for each of them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from registry import config, key_files
from registry.accounts.permissions import Role
from registry.awards.models import Award, Claim
from registry.db import db
from registry.issuing import inviting, working
from registry.issuing.models import IssueBatch
from registry.notices import bounces, queries, sending, service
from registry.notices.models import OutboxMessage
from registry.notices.transport import Smtp
from tests.doors.web.provider import world
from tests.support import crew
from tests.support.mail import mail_server, returned


def test_whom_no_mail_reached_is_told_to_the_institution_and_gets_a_slip(make_app, session, clock, sign_in):
    app = make_app(bounce_address="rebotes@registro.example")
    batch_id = crew.committed_batch(6)
    working.work()
    batch = db.session.get_one(IssueBatch, batch_id)
    provider = batch.definition_version.definition.provider
    issuer, reader = (sign_in(role, provider_id=provider.id) for role in (Role.PROVIDER_ISSUER, Role.PROVIDER_READER))
    address = f"/institucion/{provider.slug}/emisiones/{batch_id}"
    clock.tick(minutes=20)
    assert "en espera" in issuer.get(address).text and "data-poll" in issuer.get(address).text
    while inviting.invite_due():
        db.session.commit()
    assert "en espera" in issuer.get(address).text and "data-poll" in issuer.get(address).text
    addresses = sorted(db.session.scalars(select(OutboxMessage.to).where(OutboxMessage.kind == "claim")))
    db.session.commit()
    with mail_server() as (keeper, url), Smtp(url) as line, app.app_context():
        keeper.answers[addresses[0]] = "550 5.1.1 no such mailbox"
        while sending.send_due(line).total:
            clock.tick(seconds=5)
        # One that went out comes back, with the mailbox full; and one vacation note, which is nothing.
        by_name = {str(mail["To"]): back for mail, back in zip(keeper.taken, keeper.returns, strict=True)}
        for raw in (
            returned(by_name[addresses[1]], status="5.2.2", words="smtp; 552 5.2.2 mailbox full"),
            f"To: {by_name[addresses[2]]}\r\n\r\nEstoy de vacaciones".encode(),
        ):
            found = bounces.read(raw, key_files.secret_key(config.current()))
            service.record_bounce(found)
        db.session.commit()
    page = issuer.get(address).text
    assert "no entregados" in page and f"{address}/correos" in page and "data-poll" not in page
    mails = issuer.get(f"{address}/correos").text
    assert addresses[0] in mails and addresses[1] in mails and addresses[2] not in mails
    assert "La dirección no existe." in mails and "mailbox full" in mails
    assert "Hacer comprobantes para 2 personas" in mails
    # Who only reads sees it and cannot act; others do not see it at all.
    seen = reader.get(f"{address}/correos").text
    assert addresses[0] in seen and "Hacer comprobantes" not in seen
    assert reader.post(f"{address}/correos/comprobantes").status_code == 403
    elsewhere = world.partner()
    stranger = sign_in(Role.PROVIDER_ISSUER, provider_id=elsewhere.id)
    assert stranger.get(f"{address}/correos").status_code in (403, 404)
    assert stranger.get(f"/institucion/{elsewhere.slug}/emisiones/{batch_id}/correos").status_code == 404
    _gets_a_slip(issuer, address)
    _is_written_to_again(issuer, provider.slug, addresses[0])
    assert addresses[0] not in issuer.get(f"{address}/correos").text
    assert clock() < batch.committed_at + dt.timedelta(hours=1)


def _gets_a_slip(issuer, address):
    assert issuer.post(f"{address}/correos/comprobantes").location.endswith("/correos")
    mails = issuer.get(f"{address}/correos").text
    assert "Comprobantes hechos: 2" in mails and "Hacer comprobantes" not in mails and "Imprimir" in mails
    assert db.session.scalar(select(func.count()).select_from(Claim).where(Claim.kind == "slip")) == 2
    assert issuer.get(f"{address}/comprobantes.pdf").data.startswith(b"%PDF")


def _is_written_to_again(issuer, slug, dead):
    """Whoever corrects the address, or says that it is right, takes the person off the list."""
    person = select(OutboxMessage.person_id).where(OutboxMessage.to == dead).scalar_subquery()
    award = db.session.scalars(select(Award).where(Award.person_id == person)).one()
    page = f"/institucion/{slug}/microcredenciales/{award.id}"
    assert "Esa dirección no recibe correos" in issuer.get(page).text
    issuer.post(f"{page}/enviar", data={"email": dead})
    assert not queries.dead([dead]) and "Esa dirección" not in issuer.get(page).text
