"""What the writers of this room share: locks, stages, codes, sealed seeds, audit lines."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection

from registry import ids
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.curriculum import queries as curriculum
from registry.curriculum.programs import Stage
from registry.custody import vault
from registry.db import db
from registry.programs import queries, rules
from registry.programs.errors import CutMade, DrawNotCommitted, NoSuchStage
from registry.programs.models import Cohort

PERMISSION = "program:run"
SEED_BYTES = 32
CODE_LENGTH = 8


def locked(cohort_id: uuid.UUID) -> Cohort:
    """The cohort, held until the transaction ends. Raises NoSuchCohort."""
    cohort = queries.cohort(cohort_id)
    db.session.refresh(cohort, with_for_update=True)
    return cohort


def first_stage(program_id: str) -> Stage:
    """Where a program begins. Raises NoSuchStage for one without stages."""
    stages = curriculum.program(program_id).stages
    if not stages:
        raise NoSuchStage(stage="1")
    return stages[0]


def stage_of(cohort: Cohort, stage_id: str) -> Stage:
    """One stage of the cohort's program. Raises NoSuchStage."""
    stage = curriculum.program(cohort.program_id).stage(stage_id)
    if stage is None:
        raise NoSuchStage(stage=stage_id)
    return stage


def require_open(cohort: Cohort, stage_id: str) -> None:
    """Raise CutMade once another stage has been filled from this one."""
    following = curriculum.program(cohort.program_id).filled_from(stage_id)
    made = queries.selection_of(cohort.id, following.id) if following else None
    if made is not None:
        raise CutMade(at=made.made_at)


def new_code(taken: Collection[str]) -> str:
    """A code that nobody has yet."""
    while True:
        code = "".join(secrets.choice(ids.CROCKFORD) for _ in range(CODE_LENGTH))
        if code not in taken:
            return code


def new_seed(context: str) -> tuple[str, str]:
    """The digest of a fresh seed, and the seed sealed for this ``context``."""
    seed = secrets.token_hex(SEED_BYTES)
    return rules.commitment(seed), vault.seal(seed.encode(), context=context).hex()


def open_seed(sealed: str | None, committed: str | None, context: str) -> str:
    """The seed that was committed to. Raises DrawNotCommitted, SeedNotCommitted."""
    if sealed is None or committed is None:
        raise DrawNotCommitted()
    seed = vault.unseal(bytes.fromhex(sealed), context=context).decode()
    rules.check_seed(seed, committed)
    return seed


def record(action: str, cohort: Cohort, actor: Actor, **details: object) -> None:
    """An audit line about a cohort."""
    audit.record(action, "cohort", cohort.id, actor=actor, provider_id=None, program=cohort.program_id, **details)
