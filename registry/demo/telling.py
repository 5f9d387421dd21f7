"""Telling the story once per database, and pointing at it afterwards."""

from __future__ import annotations

import uuid
from pathlib import Path

from flask import current_app

from registry import addresses, facts
from registry.accounts import queries as accounts
from registry.accounts.permissions import Role
from registry.awards.models import Award
from registry.db import db
from registry.demo import artefacts, cast
from registry.demo.demand import EMPLOYERS
from registry.demo.floor import CHAMBER, STATE_ADMINISTRATOR
from registry.demo.indicators import STATISTICS, published
from registry.demo.outcome import Told
from registry.demo.publication import annual_report
from registry.demo.stage import staged
from registry.demo.story import tell
from registry.outcomes import publishing
from registry.providers import queries as providers
from registry.records import lists
from registry.trust.bundle import newest
from registry.trust.root_files import write_root_keys

#: What later runs need to find again, by the name it has in `Told`.
_AWARDS = ("expired", "lapsed_award", "co_issued", "revoked", "suspended", "corrected", "slip")
_PREFIX = "demo."


def tell_once(*, small: bool = False) -> None:
    """Build the story in an empty database and remember where everything is."""
    with staged(small=small) as stage:
        told = tell(stage)
    lists.renew_due()
    newest.publish()
    publishing.publish_now()
    published()
    annual_report()
    settings = current_app.config["SETTINGS"]
    write_root_keys(settings.var_dir / "root-keys", told.root_keys)
    for name in _AWARDS:
        facts.state(_PREFIX + name, str(getattr(told, name).id))
    facts.state(_PREFIX + "learner_award", str(told.learner_awards[0].id))
    facts.state(_PREFIX + "superseded_document", told.superseded_document)
    facts.state(_PREFIX + "share_token", told.share_token)
    db.session.commit()


def told_before() -> Told:
    """The story's things, found again in a database where it was told."""
    told = Told()
    for name in _AWARDS:
        setattr(told, name, _award(name))
    told.learner_awards = [_award("learner_award")]
    told.superseded_document = facts.get(_PREFIX + "superseded_document") or ""
    told.share_token = facts.get(_PREFIX + "share_token") or ""
    told.consortium = providers.require_provider(cast.CONSORTIUM.slug)
    account = accounts.by_email(cast.LEARNER_EMAIL)
    assert account is not None
    told.learner = accounts.actor_of(account)
    return told


def _award(name: str) -> Award:
    key = facts.get(_PREFIX + name)
    assert key is not None
    return db.session.get_one(Award, uuid.UUID(key))


def write_artefacts(folder: Path) -> list[Path]:
    """The artefacts of the command line's contract, from the database as it stands."""
    written = artefacts.write(told_before(), folder)
    db.session.commit()
    return written


def guide() -> list[str]:
    """What ``registry demo`` prints: pages to open, log-ins, a share link to verify."""
    told = told_before()
    home = addresses.link_base()
    lines = [
        "",
        "Demostración · datos sintéticos / Demonstration · synthetic data",
        "",
        f"  {home}/                      inicio / home",
        f"  {home}/verify                verificar / verify",
        f"  {home}/outcomes              resultados / outcomes",
        f"  {home}/reports               informe anual / annual report",
        f"  {home}/demand                demanda / demand",
        f"  {home}/demo/correos          correos / mails",
        f"  {addresses.share(told.share_token)}",
        "                               un enlace compartido / a shared link",
        "",
        f"Entrar / sign in: {home}/entrar — contraseña / password: {cast.PASSWORD}",
    ]
    for member in (*cast.HOUSE, STATISTICS, *_provider_staff(), STATE_ADMINISTRATOR, CHAMBER, *EMPLOYERS):
        lines.append(f"  {member.email:<48} {member.role.value}")
    lines.append(f"  {cast.LEARNER_EMAIL:<48} {Role.HOLDER.value} (con la misma contraseña / same password)")
    lines.append("")
    return lines


def _provider_staff() -> list[cast.Staff]:
    members = [make(cast.CONSORTIUM) for make in (cast.administrator, cast.designer, cast.issuer, cast.reader)]
    return [*members, cast.issuer(cast.CENTER), cast.administrator(cast.PARTNER), cast.administrator(cast.APPLICANT)]
