"""The only writer of institutions, applications and accreditations: what doors, jobs and commands call.

The work is in `registration`, `applying` (the institution's side), `deciding` (the authority's) and `accrediting`.
"""

from __future__ import annotations

from registry.providers.accrediting import (
    close,
    condition_met,
    grant,
    issuer_for,
    lapse_due,
    overdue_due,
    reinstate,
    revoke,
    suspend,
)
from registry.providers.applying import (
    answer_criteria,
    answer_criterion,
    change_request,
    remove_evidence,
    reply,
    start_application,
    submit,
    withdraw,
)
from registry.providers.deciding import (
    assign_reviewer,
    decide_application,
    file_review,
    outcome,
    recuse,
    request_information,
    resume,
    save_review,
    take_up,
)
from registry.providers.registration import change_details, register_co_signer, register_provider

__all__ = [
    "answer_criteria",
    "answer_criterion",
    "assign_reviewer",
    "change_details",
    "change_request",
    "close",
    "condition_met",
    "decide_application",
    "file_review",
    "grant",
    "issuer_for",
    "lapse_due",
    "outcome",
    "overdue_due",
    "recuse",
    "register_co_signer",
    "register_provider",
    "reinstate",
    "remove_evidence",
    "reply",
    "request_information",
    "resume",
    "revoke",
    "save_review",
    "start_application",
    "submit",
    "suspend",
    "take_up",
    "withdraw",
]
