"""Bulk issuing from a file, by two worker processes, while somebody writes on a page beside them.

``python -m benchmarks.bulk 450000`` prints one table. What is timed is commit to stored: the file was uploaded and
judged before. Every award is the whole transaction: person, identifiers, document in both forms, leaf, status place and
the mark that its mail is to be written. What follows later has lines of its own: mails, and e-mails by which people are
found. On PostgreSQL with ``DATABASE_URL``, else on SQLite in a folder of its own.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from select import select as select_readable

import orjson
from flask import current_app
from sqlalchemy import func, select, text

from benchmarks.measure import Line, raw_sign_seconds
from benchmarks.stage import accredited
from registry import clock, contexts
from registry.accounts import service as accounts
from registry.accounts.actor import SYSTEM, Actor
from registry.accounts.models import Account
from registry.accounts.permissions import Role
from registry.accounts.queries import actor_of
from registry.awards.models import Award
from registry.custody.queries import public_key
from registry.db import db, reading
from registry.demo.outcome import Told
from registry.issuing import inviting, planning, service
from registry.issuing.models import IssueBatch
from registry.notices import sending
from registry.notices.transport import Kept
from registry.people import finding
from registry.people.curp import check_digit
from registry.records import storage
from registry.signing import verify_data_integrity

WORKERS = 2
#: Goals of `docs/performance.md`.
NATION, MOST_SECONDS = 450_000, 60.0
MOST_WRITE_MS = 100.0
MOST_AGAINST_FEW = 1.2
#: A short list, and one long enough that starting the workers weighs little.
FEW, MANY = 10_000, 60_000
SAMPLED = 200
#: Mails written, and sent, to see what one costs.
MAILED, SENT = 20_000, 500
_WORKER = """
import resource, sys, time
from registry import create_app
from registry.config import Settings
from registry.issuing import working
app = create_app(Settings.from_environment())
print("ready", flush=True)
sys.stdin.readline()
began = resource.getrusage(resource.RUSAGE_SELF)
with app.app_context():
    while working.work():
        pass
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime - began.ru_utime - began.ru_stime, used.ru_maxrss / 1024, flush=True)
"""
_CONSONANTS = "BCDFGHJKLMNPQRSTVWXYZ"


def all_lines() -> Iterator[Line]:
    """The nation's list, what one costs in it against a short one, and two workers against one."""
    few, nation = list(lines(FEW)), list(lines(NATION))
    yield from few
    yield from nation
    cheap, dear = (_value(some, "processor time for one, everything") for some in (few, nation))
    yield Line("bulk: processor time for one, 450,000 against 10,000", dear, "µs", f"of {FEW:,}", dear / cheap,
               f"<= {MOST_AGAINST_FEW} x", dear <= MOST_AGAINST_FEW * cheap)  # fmt: skip
    yield from scaling()


def _value(some: list[Line], name: str) -> float:
    """What was measured under a name, whatever the length of the list."""
    (found,) = (line.value for line in some if line.name.endswith(f": {name}"))
    return found


def lines(count: int = FEW, workers: int = WORKERS) -> Iterator[Line]:
    """Awards a second, processor time for each against a raw signature, memory, and writes beside them."""
    raw = raw_sign_seconds()
    with accredited() as (_stage, told):
        issuer = _issuer(told)
        batch = _reviewed(told, count, issuer)
        before = _stored_bytes()
        started_ones = [_start() for _ in range(workers)]
        service.commit(batch, expected_hash=str(batch.plan_hash), actor=issuer)
        db.session.commit()
        batch_id = batch.id
        db.session.rollback()
        started = time.perf_counter()
        for worker in started_ones:
            worker.stdin.write("go\n")  # type: ignore[union-attr]
            worker.stdin.flush()  # type: ignore[union-attr]
        writes = _write_beside(started_ones, issuer.account_id)
        seconds = time.perf_counter() - started
        used = [[float(part) for part in worker.stdout.read().split()] for worker in started_ones]  # type: ignore[union-attr]
        with reading():
            made = db.session.scalar(select(func.count()).select_from(Award).where(Award.batch_id == batch_id))
            state = db.session.get_one(IssueBatch, batch_id, populate_existing=True).state
        if made != count or state != "issued":
            raise RuntimeError(f"{made} of {count} issued; the batch is {state}")
        _check_sample(batch_id)
        stored = (_stored_bytes() - before) / count
        later = [*_digests(count), *_mails(batch_id, count)]
    cpu = sum(one[0] for one in used) / count
    rate = count / seconds
    what = f"bulk {count:,}"
    # Of a shorter list starting the workers is a good part: the goal says nothing of it.
    goal, met = (f"<= {MOST_SECONDS:.0f} s", seconds <= MOST_SECONDS) if count == NATION else ("", None)
    yield Line(f"{what}: by {workers} workers, commit to stored", seconds, "s", goal=goal, met=met)
    yield Line(f"{what}: awards a second", rate, "1/s")
    yield Line(f"{what}: bytes of all tables and indexes", stored, "each", goal="<= 900", met=stored <= 900)
    yield Line(f"{what}: processor time for one, everything", cpu * 1e6, "µs", "raw sign", cpu / raw)
    yield Line(f"{what}: memory of the larger worker", max(one[1] for one in used), "MiB", goal="<= 512 MiB",
               met=max(one[1] for one in used) <= 512)  # fmt: skip
    p99 = statistics.quantiles(writes, n=100)[98] * 1e3
    yield Line(
        f"{what}: a write beside it, p99", p99, "ms", goal=f"<= {MOST_WRITE_MS:.0f} ms", met=p99 <= MOST_WRITE_MS
    )
    yield from later


def _digests(count: int) -> Iterator[Line]:
    """What it costs to have an e-mail found, which follows the issuing."""
    written, started = 0, time.process_time()
    while written < min(count, MAILED) and (some := finding.digest_due()):
        db.session.commit()
        written += some
    spent = time.process_time() - started
    yield Line("e-mails: the digest of one and its index entry, written", spent / written * 1e6, "µs")


def _mails(batch_id: uuid.UUID, count: int) -> Iterator[Line]:
    """What the mails cost that follow a quarter of an hour later: a claim and a mail written for each, then sent.

    All of a short list, the first of a long one; nothing is spoken to a mail server here.
    """
    db.session.get_one(IssueBatch, batch_id).mails_at = clock.now()
    db.session.commit()
    before, written, started = _stored_bytes(), 0, time.process_time()
    while written < min(count, MAILED) and (settled := inviting.invite_due()):
        db.session.commit()
        written += settled
    spent = time.process_time() - started
    yield Line("mails: a claim and its mail written, for one", spent / written * 1e6, "µs")
    yield Line("mails: bytes of both with indexes", (_stored_bytes() - before) / written, "each")
    sent, started = 0, time.process_time()
    with Kept() as line:
        while sent < SENT and (taken := sending.send_due(line).total):
            sent += taken
    yield Line("mails: taken, composed and marked as sent, one", (time.process_time() - started) / sent * 1e6, "µs")


def _stored_bytes() -> int:
    """What the database holds: people, mails and rows of the file too. A file keeps the room of what was deleted."""
    if db.engine.dialect.name == "postgresql":
        size = db.session.scalar(text("SELECT pg_database_size(current_database())"))
    else:
        pages = "pragma_page_count p, pragma_freelist_count f, pragma_page_size s"
        size = db.session.scalar(text(f"SELECT (p.page_count - f.freelist_count) * s.page_size FROM {pages}"))
    db.session.rollback()
    return int(size or 0)


def scaling(count: int = MANY) -> Iterator[Line]:
    """Two workers against one, and two processes that do nothing but sign against one."""
    rates = []
    for workers in (1, WORKERS):
        rates.append(_value(list(lines(count, workers)), "awards a second"))
    ratio = rates[1] / rates[0]
    yield Line("bulk: two workers", rates[1], "1/s", "one worker", ratio, "≥ 1.7 x", ratio >= 1.7)
    alone, together = _signing_alone(1), _signing_alone(2)
    yield Line("raw signing in two processes", together, "1/s", "one process", together / alone)


_SIGNING = """
import time
from registry.signing import Algorithm, PrivateKey
key = PrivateKey.from_bytes(Algorithm.ED25519, bytes(range(32)))
print("ready", flush=True)
input()
for _ in range(40_000):
    key.sign(bytes(64))
"""


def _signing_alone(processes: int) -> float:
    """Raw signatures a second of so many processes together."""
    running = [
        subprocess.Popen([sys.executable, "-c", _SIGNING], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(processes)
    ]
    for one in running:
        one.stdout.readline()  # type: ignore[union-attr]
    started = time.perf_counter()
    for one in running:
        one.stdin.write("go\n")  # type: ignore[union-attr]
        one.stdin.flush()  # type: ignore[union-attr]
    for one in running:
        one.wait()
    return 40_000 * processes / (time.perf_counter() - started)


def _issuer(told: Told) -> Actor:
    account = accounts.create_account("emision@banco-de-pruebas.example", "Emisora de Prueba", actor=SYSTEM)
    accounts.grant(account, Role.PROVIDER_ISSUER, provider_id=told.consortium.id, actor=SYSTEM)
    db.session.commit()
    return actor_of(account)


def _reviewed(told: Told, count: int, issuer: Actor) -> IssueBatch:
    version = told.definitions["general_workforce"]
    batch = planning.upload(version.id, file_name="lista.csv", data=_csv(count), actor=issuer)
    planning.review(batch, actor=issuer)
    if batch.totals["issuable"] != count:
        raise RuntimeError(f"not every row can be issued: {batch.totals}")
    db.session.commit()
    return batch


def _csv(count: int) -> bytes:
    day = clock.today().strftime("%d/%m/%Y")
    rows = ["Nombre(s);Apellido paterno;Apellido materno;CURP;Correo;Fecha de término;AIL-TEST;AIL-TASK;AIL-CAPSTONE"]
    for number in range(count):
        scores = f"{71 + number % 29};{76 + number % 24};{61 + number % 39}"
        name = f"Persona {_word(number)};Ficticia;Prueba {_word(number * 7)}"
        rows.append(f"{name};{_curp(number)};p{number}@alumnado.example;{day};{scores}")
    return "\n".join(rows).encode()


def _word(number: int) -> str:
    return "".join(
        _CONSONANTS[number // 21**place % 21] + "aeiou"[number // 5**place % 5] for place in range(4)
    ).title()


def _curp(number: int) -> str:
    """A code with a right check digit that nobody can have: born abroad, its letters those of no name."""
    day, rest = number % 28 + 1, number // 28
    month, rest = rest % 12 + 1, rest // 12
    year, rest = rest % 60 + 40, rest // 60
    letters = "".join(_CONSONANTS[rest // 21**place % 21] for place in range(3))
    head = f"FIPX{year:02}{month:02}{day:02}HNE{letters}0"
    return head + check_digit(head + "0")


def _start() -> subprocess.Popen[str]:
    settings = current_app.config["SETTINGS"]
    environment = {**os.environ, "VAR_DIR": str(settings.var_dir), "DATABASE_URL": settings.database_url}
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER], env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    if worker.stdout is None or worker.stdout.readline() != "ready\n":
        raise RuntimeError("a worker did not start")
    return worker


def _write_beside(workers: list[subprocess.Popen[str]], account_id: uuid.UUID | None) -> list[float]:
    """Seconds that each sign-in beside the workers took, until they have all reported."""
    took = []
    silent = [worker.stdout for worker in workers]
    while silent:
        account = db.session.get_one(Account, account_id)
        db.session.rollback()
        start = time.perf_counter()
        accounts.start_session(db.session.merge(account))
        db.session.commit()
        took.append(time.perf_counter() - start)
        reported, _, _ = select_readable(silent, [], [], 0.05)
        silent = [one for one in silent if one not in reported]
    return took


def _check_sample(batch_id: uuid.UUID) -> None:
    """Hold some of what was stored against the general engine: the signature must verify over its canonical form."""
    with reading():
        awards = db.session.scalars(select(Award).where(Award.batch_id == batch_id).limit(SAMPLED)).all()
        for award in awards:
            signed = orjson.loads(storage.signed_json(award.document))
            key = public_key(award.document.proof_key.public_multibase)
            verify_data_integrity(signed, proof=signed["proof"], public_key=key, contexts=contexts.store())
        db.session.rollback()


def main() -> int:
    """Print the lines. Exit status 1 when a goal is not met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=FEW)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="registry-bench-") as folder:
        os.environ.update(ENVIRONMENT="demo", VAR_DIR=folder, ARGON2_TIME_COST="1", ARGON2_MEMORY_KIB="8192")
        found = list(lines(arguments.count))
    for line in found:
        print(line.said())
    return 1 if any(line.met is False for line in found) else 0


if __name__ == "__main__":
    sys.exit(main())
