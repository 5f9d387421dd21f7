"""The indicators of the story: fictitious series approved by two people, holders who answer, versions with a log.

Every series says in its title and its publisher that it is fictitious: no page may pass it off as INEGI's.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from sqlalchemy import func, select

from registry import clock, content
from registry.accounts import queries as accounts
from registry.accounts import service as account_service
from registry.accounts.actor import SYSTEM, Actor
from registry.accounts.permissions import Role
from registry.awards import service as awards
from registry.awards.commands import AwardCommand, Delivery, IssueContext
from registry.awards.models import Award
from registry.custody import vault
from registry.db import db
from registry.definitions import queries as definitions
from registry.demo import cast
from registry.demo.cast import Staff
from registry.demo.outcome import Told
from registry.demo.stage import Stage
from registry.indicators import periods, queries, service
from registry.indicators.editing import Metadata
from registry.indicators.tallying import ANYONE, EMPLOYER
from registry.people import service as people
from registry.people.service import PersonClaims
from registry.rights import consents
from registry.surveys import rules
from registry.surveys import service as surveys
from registry.surveys.models import SurveyInvitation
from registry.texts import Text

STATISTICS = Staff("estadistica@autoridad.example", "Estadística Ficticia Río", Role.AUTHORITY_STATISTICS)
#: Stands in the title and the publisher of every series of the demonstration.
FICTITIOUS = "Datos ficticios de la demostración"
#: Whose survey is open: the mail with the link lies among the demonstration's mails.
ASKED_NOW = "encuesta@persona.example"
ASKED, SMALL_ASKED = 48, 4
#: Who of them does not answer: every so manieth.
SILENT = 4
#: Round numbers, the same everywhere: nobody could take them for statistics.
EMPLOYED_PER_CELL, POPULATION_PER_STATE = 100, 20_000
LOW_PERCENT, PERCENT = 50, 75
_LEVELS = ("minimal", "level-1", "level-4", "level-2", "minimal", "none", "level-1", "level-3", "level-1")


def holders_to_ask(stage: Stage, told: Told) -> None:
    """Some who accept, agree to be asked later, and have said a little about themselves."""
    stage.at(430)
    crowd = list(stage.crowd.people(SMALL_ASKED if stage.small else ASKED))
    issuer = stage.actor(cast.issuer(cast.CONSORTIUM))
    for profile, part in (("general_workforce", crowd[::2]), ("sme_owners", crowd[1::2])):
        version = told.definitions[profile]
        asked = definitions.requirements_of(version)
        held = people.state_consent(
            purpose=f"demographics:{profile}", text_version="1", statement="Demostración",
            provider_id=told.consortium.id,
        )  # fmt: skip
        commands = [
            AwardCommand(
                person=PersonClaims(
                    full_name=one.full_name, given_names=one.given, first_surname=one.first,
                    second_surname=one.second, curp=one.curp, email=one.email,
                    facts={
                        **({"gender": one.gender} if one.gender else {}),
                        "occupation": "sinco-3" if place % 2 else "sinco-4",
                        "formality": "job_uninsured" if place % 3 == 1 else "job_insured" if place % 3 else "no_job",
                        "employment_status": "employed" if place % 3 else "unemployed",
                        "company_size": "micro",
                    },
                ),
                awarded_on=clock.today() - dt.timedelta(days=2),
                scores={each.id: Decimal(92) for each in asked.instruments},
                state_code=one.state,
                delivery=Delivery.NONE,
            )
            for place, one in enumerate(part)
        ]  # fmt: skip
        context = IssueContext(definition_version_id=version.id, consent_id=held.id)
        for award, one in zip(awards.issue(commands, context, actor=issuer), part, strict=True):
            account = account_service.create_account(one.email, one.full_name, person_id=award.person_id, actor=SYSTEM)
            holder = accounts.actor_of(account)
            awards.answer(award, accept=True, actor=holder)
            consents.agree(consents.FOLLOW_UP, language="es", actor=holder)
            told.to_ask.append(award)
        stage.commit()


def measured(stage: Stage, told: Told) -> None:
    """Six months later they answer; the statistics staff bring series and propose, the head approves."""
    with clock.running(clock.Hand(told.to_ask[0].issued_at + dt.timedelta(days=184))):
        surveys.invite_due()
        _answer(told)
        stage.commit()
    with clock.running(clock.Hand(told.to_ask[0].issued_at + dt.timedelta(days=240))):
        surveys.close_due()
        stage.commit()
    stage.at(4)
    stage.hire(STATISTICS)
    consents.agree(consents.FOLLOW_UP, language="es", actor=told.learner)
    _one_who_is_asked_now(told)
    author, head = stage.actor(STATISTICS), stage.actor(cast.HEAD)
    _bring_series(author, head)
    _edit(author, head)
    last = periods.last_over(clock.now(), "quarterly")
    service.tally({(last.begins, "std-ai-literacy", ANYONE): 420, (last.begins, "std-ai-literacy", EMPLOYER): 35,
                   (last.ends, "std-ai-engineering", ANYONE): 130})  # fmt: skip
    stage.commit()


def published() -> None:
    """What the worker does once the records are counted: the values that are due, and those of the half in which the
    survey closed."""
    closing = db.session.scalar(select(func.min(SurveyInvitation.closes_at)))
    if closing is not None:
        half = periods.of(closing.date(), "half_yearly")
        for name in ("IND-A5", "IND-B1", "IND-B2", "IND-B3"):
            service.publish(name, half, actor=SYSTEM)
    service.publish_all(actor=SYSTEM)


def _one_who_is_asked_now(told: Told) -> None:
    """An owner whose six months are over these days: the survey is open, its mail among the demonstration's mails."""
    moment = clock.now() - dt.timedelta(days=rules.WAVE_DAYS["six_months"])
    award = db.session.scalar(
        select(Award)
        .where(
            Award.definition_version_id == told.definitions["sme_owners"].id,
            Award.issued_at <= moment,
            Award.issued_at > moment - rules.LATEST,
        )
        .order_by(Award.id)
        .limit(1)
    )
    if award is not None:
        holder = told.enter(award, ASKED_NOW, award.person.full_name)
        awards.answer(award, accept=True, actor=holder)
        consents.agree(consents.FOLLOW_UP, language="es", actor=holder)
        surveys.invite_due()


def _answer(told: Told) -> None:
    """Through the mailed links, as they would: most of them use AI weekly, some lose time by it."""
    awards_ = {one.id: place for place, one in enumerate(told.to_ask)}
    rows = db.session.scalars(select(SurveyInvitation).where(SurveyInvitation.award_id.in_(awards_))).all()
    told_ = [one for one in rows if awards_[one.award_id] % SILENT != SILENT - 1 and one.sealed_token is not None]
    for number, row in enumerate(sorted(told_, key=lambda one: awards_[one.award_id])):
        token = vault.unseal(row.sealed_token or b"", context=f"survey_invitation:{row.id}").decode()
        surveys.answer(token, _answers(number))


def _answers(place: int) -> Mapping[str, str]:
    """A third without work, and of the others half who use AI weekly: enough on every side to be published."""
    return {
        "situation": "employed" if place % 3 else "unemployed",
        "weekly_use": "yes" if place % 12 in (1, 2, 4, 5) else "no",
        "hours_saved": str((place * 7) % 9 - 1),
        "time_used_for": ("more_work", "better_work", "learning")[place % 3],
        "running_case": "yes" if place % 4 < 2 else "no",
    }


def _bring_series(author: Actor, head: Actor) -> None:
    today = clock.today()
    last = periods.last_over(clock.now(), "quarterly")
    files = (
        ("imp-enoe", "people", _enoe(last.previous.name)),
        ("imp-enoe", "people", _enoe(last.name)),
        ("imp-endutih", "percent", _endutih(str(today.year))),
        ("imp-population", "people", _population(str(today.year))),
        ("imp-exposure", "level", _exposure(str(today.year))),
    )
    for kind, unit, rows in files:
        row = service.hand_in(
            kind, _csv(rows), _source(kind), unit=unit, file_name=f"{kind}-ficticio.csv", actor=author
        )
        service.approve(row.id, warnings_read=True, actor=head)
    # One that waits, with gaps and another unit: what somebody who approves has to read.
    broken = [*_enoe(last.name)][:40]
    broken[3] = [last.name, "Entidad que no existe", *broken[3][2:]]
    broken[7] = [*broken[7][:-1], "1,234.5"]
    service.hand_in(
        "imp-enoe", _csv(broken), _source("imp-enoe"), unit="people", file_name="borrador-ficticio.csv", actor=author
    )


def _source(kind: str) -> service.Source:
    return service.Source(f"{FICTITIOUS}: serie {kind}", FICTITIOUS, clock.today() - dt.timedelta(days=1))


def _csv(rows: Sequence[Sequence[str]] | Iterator[list[str]]) -> bytes:
    out = io.StringIO()
    out.writelines(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)
    return out.getvalue().encode()


def _enoe(period: str) -> list[list[str]]:
    """Every state, occupation and gender with the same number, and their totals."""
    rows = [["periodo", "entidad", "ocupación", "sexo", "personas ocupadas"]]
    states = [one.code for one in content.states()]
    groups = [str(number) for number in range(1, 10)]
    sexes = ("Mujer", "Hombre")
    for state, times in (*((code, 1) for code in states), ("Total", len(states))):
        for group, groups_ in (*((one, 1) for one in groups), ("Total", len(groups))):
            for sex, people_ in (*((one, 1) for one in sexes), ("Total", len(sexes))):
                rows.append([period, state, group, sex, str(EMPLOYED_PER_CELL * times * groups_ * people_)])
    return rows


def _endutih(year: str) -> list[list[str]]:
    rows = [["año", "entidad", "% hogares con internet"]]
    rows += [[year, one.code, str(LOW_PERCENT if one.low_connectivity else PERCENT)] for one in content.states()]
    return rows


def _population(year: str) -> list[list[str]]:
    rows = [["año", "entidad", "sexo", "población de 15 años y más"]]
    for place, times in (*((one.code, 1) for one in content.states()), ("Total", 32)):
        half = POPULATION_PER_STATE * times // 2
        rows += [
            [year, place, sex, str(count)] for sex, count in (("Mujer", half), ("Hombre", half), ("Total", 2 * half))
        ]
    return rows


def _exposure(year: str) -> list[list[str]]:
    rows = [["año", "ocupación", "nivel de exposición"]]
    return [*rows, *([year, str(number), level] for number, level in enumerate(_LEVELS, 1))]


def _edit(author: Actor, head: Actor) -> None:
    """A baseline approved, a cadence refused, a note that waits."""
    share = service.metadata_of(queries.indicator("IND-X1"))
    baseline = Text(
        "Ficticia: 40 % al cierre del primer trimestre de la demostración.",
        "Fictitious: 40% at the end of the demonstration's first quarter.",
    )
    row = service.propose(
        "IND-X1", Metadata(share.owner, share.cadence, share.definition, baseline, share.analogue, share.caveat),
        reason="Ejemplo ficticio: el grupo de trabajo fijó la línea base.", actor=author,
    )  # fmt: skip
    service.decide(row.id, approve=True, note="Ejemplo ficticio: revisada.", actor=head)
    row = service.propose(
        "IND-X1", Metadata(share.owner, "yearly", share.definition, baseline, share.analogue, share.caveat),
        reason="Ejemplo ficticio: publicar una vez al año.", actor=author,
    )  # fmt: skip
    service.decide(row.id, approve=False, note="Ejemplo ficticio: trimestral sirve más.", actor=head)
    gap = service.metadata_of(queries.indicator("IND-A4"))
    service.propose(
        "IND-A4", Metadata("INEGI y STPS", gap.cadence, gap.definition, gap.baseline, gap.analogue, gap.caveat),
        reason="Ejemplo ficticio: dos dueños.", actor=author,
    )  # fmt: skip
