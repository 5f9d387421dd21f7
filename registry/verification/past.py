"""Judging at a past moment, by what is known today: what had been signed, accredited and withdrawn by then.

Accreditations have their dates, status events their moments, keys their periods: of these the past can be told. A
status list, a DID document and a key's page have no history: of what they said then nobody can tell, and the checks
that stand on them alone are *not checked*.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from registry.documents import Presented
from registry.texts import Text
from registry.verification.evidence import Evidence
from registry.verification.headline import joined
from registry.verification.policy import Policy
from registry.verification.report import Report
from registry.verification.verify import verify

_AS_OF = Text("Al {at}, según lo que hoy consta:", "As of {at}, by what is known today:")


def verify_then(
    presented: Presented, evidence: Evidence, policy: Policy, *, at: dt.datetime, checked_at: dt.datetime
) -> Report:
    """`verify` as of ``at``, a moment before ``checked_at``, which is when the evidence was gathered."""
    report = verify(presented, evidence, dataclasses.replace(policy, checked_at=checked_at), at=at)
    said = _AS_OF.format(at=at)
    lead = Text(f"{said.es} {report.lead.es}", f"{said.en} {report.lead.en}")
    return dataclasses.replace(
        report, checked_at=checked_at, judged_at=at, lead=lead, headline=joined(lead, report.notes)
    )
