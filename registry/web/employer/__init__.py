"""The employer's door: verify without an account."""

from flask import Blueprint

blueprint = Blueprint("employer", __name__)

from registry.web.employer import about, batch, folio, paper, receipt, several, share, verify  # noqa: E402,F401
