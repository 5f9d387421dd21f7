"""Indicators through the services: four eyes, series with provenance, values that stay, on both databases."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from dataclasses import replace

import pytest

from registry import content
from registry.accounts import queries as accounts
from registry.accounts.actor import SYSTEM
from registry.accounts.permissions import Role
from registry.curriculum import service as curriculum
from registry.curriculum.faults import FaultyContent
from registry.db import db
from registry.errors import NotAllowed
from registry.indicators import files, periods, publishing, queries, service
from registry.indicators.errors import (
    NothingChanged,
    NotWaiting,
    ProposalWaiting,
    ReasonNeeded,
    SamePerson,
    SameValue,
    SeriesFaulty,
    SourceInFuture,
    ValueFrozen,
    WarningsUnread,
)
from registry.indicators.models import IndicatorWatch, SeriesPoint
from registry.indicators.tallying import ANYONE, EMPLOYER
from registry.outcomes import publishing as outcomes
from registry.texts import Text
from tests.support.people import new_account

SOURCE = service.Source("Serie ficticia", "Nadie, es ficticia", dt.date(2026, 11, 1))
STATES = [one.code for one in content.states()]


@pytest.fixture
def staff(session, clock):
    curriculum.load_shipped(SYSTEM)
    curriculum.enforce("ind-framework", "1.0", SYSTEM)
    people = [new_account(role) for role in (Role.AUTHORITY_STATISTICS, Role.AUTHORITY_ADMIN)]
    return [accounts.actor_of(one) for one in people]


def endutih(year="2026", value=75):
    return ("año,entidad,% hogares con internet\n" + "".join(f"{year},{one},{value}\n" for one in STATES)).encode()


@pytest.mark.serves("R12")
def test_a_proposal_needs_somebody_else_a_reason_and_a_change(staff):
    author, head = staff
    stands = service.metadata_of(queries.indicator("IND-B2"))
    baseline = Text("Dos horas.", "Two hours.")
    with pytest.raises(NothingChanged):
        service.propose("IND-B2", stands, reason="Igual.", actor=author)
    with pytest.raises(ReasonNeeded):
        service.propose("IND-B2", replace(stands, baseline=baseline), reason=" ", actor=author)
    row = service.propose("IND-B2", replace(stands, baseline=baseline, owner="INEGI"), reason="Acuerdo.", actor=author)
    assert (row.number, row.changed) == (2, ["owner", "baseline"])
    assert queries.indicator("IND-B2").owner == "STPS", "nothing counts before it is approved"
    with pytest.raises(ProposalWaiting):
        service.propose("IND-B2", replace(stands, owner="SEP"), reason="Otra.", actor=author)
    both = replace(author, grants=author.grants | head.grants)
    with pytest.raises(SamePerson):
        service.decide(row.id, approve=True, actor=both)
    with pytest.raises(NotAllowed):
        service.decide(row.id, approve=True, actor=author)
    with pytest.raises(ReasonNeeded):
        service.decide(row.id, approve=False, actor=head)
    service.decide(row.id, approve=True, note="De acuerdo.", actor=head)
    with pytest.raises(NotWaiting):
        service.decide(row.id, approve=True, actor=head)
    shown = queries.shown_indicator("IND-B2")
    assert (shown.version, shown.indicator.owner, shown.indicator.baseline) == ("1.0.2", "INEGI", baseline)
    (second, first) = queries.log("IND-B2")
    assert (second.state, second.reason, second.note, first.label) == ("approved", "Acuerdo.", "De acuerdo.", "1.0")
    assert b"IND-B2" in files.crosswalk_csv(queries.shown()) and b"OECD + ILO" in files.crosswalk_csv(queries.shown())


def test_faulty_content_names_file_line_and_key(staff):
    shipped = content.shipped_bytes("indicators.yaml").decode()
    broken = shipped.replace("cadence: half_yearly", "cadence: weekly", 1).replace("figure: fig-01", "figure: fig-23")
    broken = broken.replace("registry_alone: true", "registry_alone: false", 1).replace(
        'version: "1.0"', 'version: "1.1"'
    )
    with pytest.raises(FaultyContent) as refusal:
        curriculum.load([("indicators.yaml", broken.encode())], SYSTEM)
    keys = {one.key.rpartition(".")[2] for one in refusal.value.faults}
    assert keys == {"cadence", "figure", "registry_alone"} and all(one.line for one in refusal.value.faults)


def test_a_series_is_tried_kept_approved_by_another_and_replaced(staff, clock):
    author, head = staff
    tried = service.check("imp-endutih", io.BytesIO(endutih(value=175)), unit="percent", actor=author)
    assert tried.errors == 32 and not queries.imports()
    with pytest.raises(SourceInFuture):
        service.hand_in("imp-endutih", endutih(), replace(SOURCE, published_on=dt.date(2031, 1, 1)), unit="percent",
                        file_name="x.csv", actor=author)  # fmt: skip

    def bring(body, **more):
        return service.hand_in("imp-endutih", body, SOURCE, unit="percent", file_name="x.csv", actor=author, **more)

    faulty = bring(endutih().replace(b"2026,20,75", b"2026,=1+1,75"))
    with pytest.raises(SeriesFaulty):
        service.approve(faulty.id, warnings_read=True, actor=head)
    rows = service.faulty_rows(faulty, "es").decode()
    assert "'=1+1" in rows and "no es una entidad" in rows and rows.count("\n") == 2
    service.withdraw(faulty.id, actor=author)
    assert db.session.query(SeriesPoint).count() == 0 and faulty.body is None and faulty.state == "withdrawn"
    with pytest.raises(NotWaiting):
        service.approve(faulty.id, warnings_read=True, actor=head)
    first = bring(endutih())
    both = replace(author, grants=author.grants | head.grants)
    with pytest.raises(SamePerson):
        service.approve(first.id, warnings_read=True, actor=both)
    service.approve(first.id, warnings_read=False, actor=head)
    clock.tick(days=1)
    second = bring(endutih(value=80))
    with pytest.raises(WarningsUnread):
        service.approve(second.id, warnings_read=False, actor=head)
    service.approve(second.id, warnings_read=True, actor=head)
    assert (first.state, first.replaced_by, second.state) == ("replaced", second.id, "approved")
    assert db.session.query(SeriesPoint).count() == 64, "what was replaced is kept"
    one, _ = service.enter("imp-endutih", [{"period": "2025", "state": "20", "households_online": "55.5"}], SOURCE,
                           unit="percent", actor=author)  # fmt: skip
    none, findings = service.enter("imp-endutih", [{"period": "2025", "state": "20", "households_online": "x"}], SOURCE,
                                   unit="percent", actor=author)  # fmt: skip
    assert one.origin == "hand" and none is None and findings[0].code == "number_unclear"


def test_values_are_frozen_and_a_correction_is_another_revision(staff, clock):
    author, head = staff
    period = periods.last_over(clock.at, "quarterly")
    assert publishing.compute_now("IND-B6", period).whole.reason is not None
    publishing.publish_all(actor=SYSTEM)
    first = queries.shown_indicator("IND-B6").newest
    assert not first.frozen and first.statement.whole.value is None, "no data is no zero, and nothing is frozen"
    outcomes.publish_now()
    service.tally({(period.begins, "std-ai-literacy", ANYONE): 3, (period.begins, "std-ai-literacy", EMPLOYER): 2})
    service.tally({(period.ends, "std-ai-literacy", ANYONE): 1, (period.ends + dt.timedelta(1), "x", ANYONE): 9})
    assert publishing.compute_now("IND-B6", period).whole.numerator == 6
    assert queries.shown_indicator("IND-A2").newest.statement.whole.reason.en.startswith("no institution handed in")
    assert queries.shown_indicator("IND-X4").newest.statement.outcome == "no_data"
    db.session.get(IndicatorWatch, 1)
    assert publishing.publish_due() >= 0 and publishing.publish_due() == 0, "the worker looks every six hours"
    x2 = queries.shown_indicator("IND-X2").newest
    assert "Población" in x2.statement.whole.reason.es and "2026" in x2.statement.whole.reason.es
    text = "año,entidad,sexo,población de 15 años y más\n" + "".join(f"2026,{one},Total,1000\n" for one in STATES)
    row = service.hand_in("imp-population", text.encode(), SOURCE, unit="people", file_name="p.csv", actor=author)
    service.approve(row.id, warnings_read=True, actor=head)
    publishing.publish_all(actor=SYSTEM)
    x2 = queries.shown_indicator("IND-X2").newest
    assert (x2.frozen, x2.revision, x2.statement.whole.value) == (True, 1, 0)
    (used,) = [one for one in x2.statement.inputs if one.kind == "import"]
    assert (used.publisher, used.digest, used.reference) == (SOURCE.publisher, row.digest, str(row.id))
    with pytest.raises(ValueFrozen):
        publishing.publish("IND-X2", period, actor=SYSTEM)
    with pytest.raises(SameValue):
        service.correct("IND-X2", period, reason="Otra vez.", actor=head)
    row = service.hand_in("imp-population", text.replace("2026,32,Total,1000\n", "").encode(), SOURCE, unit="people",
                          file_name="p.csv", actor=author)  # fmt: skip
    service.approve(row.id, warnings_read=True, actor=head)
    service.correct("IND-X2", period, reason="Zacatecas estaba mal.", actor=head)
    newest, before = queries.revisions("IND-X2", period.name)
    assert (newest.revision, newest.correction, before.revision) == (2, "Zacatecas estaba mal.", 1)
    assert before.statement == x2.statement, "the earlier one says what it said"
    assert newest.statement.whole.denominator == 31
    assert uuid.UUID(used.reference)
