"""The institution's door: its designs, what it issues, its awards, its people."""

from flask import Blueprint

blueprint = Blueprint("provider", __name__)

from registry.web.provider import (  # noqa: E402,F401
    application,
    audits,
    award_changes,
    awards,
    batches,
    columns,
    commit,
    corrections,
    countersign,
    definition_life,
    definitions,
    enrolment_list,
    enrolments,
    evidence,
    home,
    identities,
    keys,
    messages,
    papers,
    person,
    profile,
    progress,
    review,
    sign_up,
    sites,
    staff,
)
