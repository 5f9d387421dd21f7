"""How fast mails go, and in which order: over all workers, by domain, and never at the cost of whoever waits."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from sqlalchemy import text

from registry.db import db
from registry.notices import leasing, queries, rules, service
from registry.notices.messages import LETTERS, Kind
from registry.notices.models import MailPace

CLAIM = {"name": "Ana", "title": "IA", "provider": "Centro", "url": "https://registro.example/recibir/x"}
LINK = {"url": "https://registro.example/entrar/enlace/x", "minutes": 30}


def a_list(count, domain="uni.example"):
    mails = [service.Addressed(f"p{number}@{domain}", "es", CLAIM) for number in range(count)]
    service.enqueue_many(Kind.CLAIM, mails, group_key="batch:1")


def a_link(to="ana@uni.example"):
    return service.enqueue(Kind.SIGN_IN_LINK, to, "es", LINK)


def workers(clock, seconds, *, per_minute, per_domain=0, count=2):
    """So many workers that each ask twice a second; who was sent to, second by second."""
    sent = []
    for _ in range(seconds):
        second = []
        for _half in range(2):
            for _ in range(count):
                mails = leasing.take(per_minute=per_minute, per_domain=per_domain).mails
                for mail in mails:
                    assert service.mark_sent(mail, keep_values=False)
                second.extend(mail.to for mail in mails)
            clock.tick(seconds=0.5)
        sent.append(second)
    return sent


@pytest.mark.databases("sqlite")
def test_workers_keep_one_pace_together(session, clock):
    a_list(400)
    sent = workers(clock, 20, per_minute=600, count=3)
    counts = [len(second) for second in sent]
    # Ten a second, and after the rest before it five seconds' worth at once.
    assert sum(counts) <= 20 * 10 + 50 and sum(counts) >= 19 * 10
    assert max(counts[1:]) <= 20 and len({one for second in sent for one in second}) == sum(counts)


@pytest.mark.databases("sqlite")
def test_a_slow_pace_is_one_mail_at_a_time(session, clock):
    a_list(5)
    sent = workers(clock, 41, per_minute=6)
    assert [second for second, mails in enumerate(sent) if mails] == [0, 10, 20, 30, 40]
    assert all(len(mails) <= 1 for mails in sent)


@pytest.mark.databases("sqlite")
def test_a_link_goes_before_any_list_and_does_not_wait_for_the_pace(session, clock):
    a_list(300)
    workers(clock, 6, per_minute=600)
    while leasing.take(per_minute=600, per_domain=0).mails:
        pass  # everything that the pace allows is gone
    a_link()
    (first,) = leasing.take(per_minute=600, per_domain=0).mails
    assert first.to == "ana@uni.example" and first.kind == "sign_in_link"
    # The list pays for it: over a minute no more went than the pace allows.
    after = sum(len(second) for second in workers(clock, 60, per_minute=600))
    assert after <= 600 - 1


@pytest.mark.databases("sqlite")
def test_links_cannot_be_asked_for_without_end(session, clock):
    for number in range(200):
        a_link(f"p{number}@uni.example")
    sent = workers(clock, 1, per_minute=60, count=4)
    assert len(sent[0]) <= 60 + 5 + 1  # a minute ahead, the burst, and the half second that passed


def test_a_busy_domain_keeps_its_own_pace(session, clock):
    a_list(60, "correo.example")
    clock.tick(seconds=1)
    a_list(20, "uni.example")
    sent = workers(clock, 10, per_minute=6000, per_domain=60)
    by_domain = Counter(leasing.domain_of(one) for second in sent for one in second)
    # One a second, and five at once after the rest before it.
    assert all(10 <= by_domain[name] <= 10 + 6 for name in ("correo.example", "uni.example"))
    standing = queries.standing(at=clock())
    assert standing.parked >= 40 and standing.all_waiting == 80 - sum(by_domain.values())
    # Mails of a lane go in their turn, and none is lost or taken twice.
    rest = workers(clock, 60, per_minute=6000, per_domain=60, count=1)
    everybody = [one for second in sent + rest for one in second]
    assert len(everybody) == len(set(everybody)) == 80
    assert not db.session.scalars(db.select(MailPace).where(MailPace.parked.is_(True))).all()


@pytest.mark.databases("sqlite")
def test_other_domains_go_on_while_one_is_busy(session, clock):
    a_list(500, "correo.example")
    clock.tick(seconds=1)
    mails = [service.Addressed(f"p@d{number}.example", "es", CLAIM) for number in range(40)]
    service.enqueue_many(Kind.CLAIM, mails)
    sent = workers(clock, 3, per_minute=6000, per_domain=60)
    assert sum(one.startswith("p@d") for second in sent for one in second) == 40


def test_a_mail_of_a_lane_that_a_dead_worker_held_comes_back(session, clock):
    a_list(20, "correo.example")
    leasing.take(per_minute=0, per_domain=60)  # six at once; the rest stands in the lane
    clock.tick(seconds=30)
    held = leasing.take(per_minute=0, per_domain=60).mails
    assert held and queries.standing(at=clock()).parked
    beside = []
    for _ in range(30):
        clock.tick(seconds=1)
        beside.extend(mail.id for mail in leasing.take(per_minute=0, per_domain=60).mails)
    assert len(beside) == len(set(beside)) and not {mail.id for mail in held} & set(beside)
    clock.tick(minutes=10)  # both workers are dead
    sent = workers(clock, 30, per_minute=0, per_domain=60, count=1)
    assert len({one for second in sent for one in second}) == 20


@pytest.mark.databases("sqlite")
def test_a_pause_stops_lists_and_notices_but_no_links(session, clock):
    a_list(3)
    service.enqueue(Kind.CLAIM, "eva@uni.example", "es", CLAIM)
    a_link()
    service.pause()
    assert [mail.to for mail in leasing.take(per_minute=600, per_domain=0).mails] == ["ana@uni.example"]
    service.resume()
    assert len(leasing.take(per_minute=600, per_domain=0).mails) == 4


def test_a_dead_address_is_not_tried_until_somebody_says_that_it_is_right(session, clock):
    service.mark_dead("P0@uni.example", "550 5.1.1 no such mailbox")
    a_list(2)
    taken = leasing.take(per_minute=0, per_domain=0)
    assert [mail.to for mail in taken.mails] == ["p1@uni.example"] and taken.dead == 1
    (failed,) = queries.undelivered_of_group("batch:1")
    assert (failed.to, failed.last_error) == ("p0@uni.example", "550 5.1.1 no such mailbox")
    a_link("p0@uni.example")
    assert len(leasing.take(per_minute=0, per_domain=0).mails) == 1  # whoever asks for a link may know better
    service.send_again(failed.id)
    assert len(leasing.take(per_minute=0, per_domain=0).mails) == 1


def test_every_letter_has_its_place_in_the_order():
    at_once = {kind for kind, letter in LETTERS.items() if letter.priority == rules.AT_ONCE}
    assert at_once >= {Kind.SIGN_IN_LINK, Kind.ADDRESS_LINK, Kind.CASE_CONFIRM}
    assert LETTERS[Kind.CLAIM_REMINDER].priority == rules.ONE_OF_MANY


@pytest.mark.parametrize(
    ("code", "said", "of_recipient", "final"),
    [
        (550, "550 5.1.1 no such mailbox", True, True),
        (550, "550 no such mailbox", True, True),
        (552, "552 5.2.2 mailbox full", True, True),  # of this mail; the address lives
        (450, "450 4.2.1 greylisted", True, False),
        (554, "554 5.7.1 relay access denied", True, False),  # our configuration: the list must survive it
        (554, "554 5.7.1 looks like spam", False, False),
        (554, "554 transaction failed", False, False),
    ],
)
def test_only_what_is_the_recipients_is_final(code, said, of_recipient, final):
    assert rules.is_final(code, said, of_recipient=of_recipient) is final
    assert rules.is_dead(rules.status_of(said)) is ("5.1.1" in said)


WAITING = 150_000


def test_taking_the_next_handful_is_a_look_up_however_many_wait(app, database_name, session, clock):
    """By the plan of each statement, and by what it touched: 150,000 wait, of one moment as a list's do."""
    _fill(database_name, clock())
    for query, index in (
        (leasing.due_query(rules.ONE_OF_MANY, clock(), leasing.SCANNED), "ix_outbox_message_due"),
        (leasing.lane_query("correo.example", 50), "ix_outbox_message_parked"),
    ):
        plan = _plan(database_name, query)
        assert index in plan, plan
        assert "TEMP B-TREE" not in plan and "Sort" not in plan and "Seq Scan" not in plan, plan
        if database_name == "postgresql":
            assert _rows_touched(query) <= leasing.SCANNED
    taken = leasing.take(per_minute=600, per_domain=300)
    assert 1 <= len(taken.mails) <= leasing.HANDFUL
    assert queries.standing(at=clock()).parked <= 1_000 + leasing.SCANNED


def _fill(database_name, now):
    """Rows by the database itself: 450,000 that wait for the pace, and a lane of a thousand."""
    moment = now.replace(tzinfo=None) if database_name == "sqlite" else now
    key = "randomblob(16)" if database_name == "sqlite" else "gen_random_uuid()"
    series = (
        f"WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {WAITING + 1000}) SELECT"
        if database_name == "sqlite"
        else "SELECT"
    )
    source = "n" if database_name == "sqlite" else f"generate_series(1, {WAITING + 1000}) AS n(n)"
    columns = 'id, created_at, not_before, "to", language, kind, "values", group_key, priority, lane, state, attempts'
    db.session.execute(
        text(
            f"INSERT INTO outbox_message ({columns}) {series} {key}, :now, :now, 'p' || n || '@d' || n % 100, 'es', "
            f"'claim', '{{}}', 'batch:1', 2, CASE WHEN n > {WAITING} THEN 'correo.example' END, 'waiting', 0 "
            f"FROM {source}"
        ),
        {"now": moment},
    )
    db.session.commit()
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def _compiled(query):
    return str(query.compile(db.engine, compile_kwargs={"literal_binds": True}))


def _plan(database_name, query):
    explain = "EXPLAIN QUERY PLAN" if database_name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row) for row in db.session.execute(text(f"{explain} {_compiled(query)}")))


def _rows_touched(query):
    found = db.session.scalar(text(f"EXPLAIN (ANALYZE, FORMAT JSON) {_compiled(query)}"))
    tree = found if isinstance(found, list) else json.loads(found)
    nodes, most = [tree[0]["Plan"]], 0
    while nodes:
        node = nodes.pop()
        most = max(most, node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
        nodes.extend(node.get("Plans", ()))
    return most
