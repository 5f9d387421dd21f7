"""Every sentence of a report, in both languages: a title, a reason and what to do, by check and code.

``SENTENCES[check][code]`` is complete: a check cannot be made with a code that has no sentence (`say` raises KeyError).
"""

from __future__ import annotations

from collections.abc import Mapping

from registry.verification.messages import authentic, current, issuer, log, person, standard
from registry.verification.messages.sentence import Sentence

SENTENCES: Mapping[str, Mapping[str, Sentence]] = {
    "format": authentic.FORMAT,
    "terms": authentic.TERMS,
    "signature": authentic.SIGNATURE,
    "key": authentic.KEY,
    "identity": issuer.IDENTITY,
    "accredited_at_issue": issuer.ACCREDITED_AT_ISSUE,
    "accredited_now": issuer.ACCREDITED_NOW,
    "endorsement": issuer.ENDORSEMENT,
    "validity_period": current.VALIDITY,
    "revocation": current.REVOCATION,
    "suspension": current.SUSPENSION,
    "superseded": current.SUPERSEDED,
    "alignment": standard.ALIGNMENT,
    "requirements": standard.REQUIREMENTS,
    "holder_match": person.HOLDER_MATCH,
    "log_inclusion": log.LOG_INCLUSION,
}


def say(check: str, code: str) -> Sentence:
    """The sentence of one check's code. Raises KeyError for a code without one."""
    return SENTENCES[check][code]
