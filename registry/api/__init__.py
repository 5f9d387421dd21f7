"""The API: the same services for programs. Errors are problem documents (RFC 9457), versions stand in the path."""

from flask import Blueprint

blueprint: Blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

from registry.api import batch, batches, demand, openapi, outcomes, receipts, verify  # noqa: E402,F401
from registry.api.reference import pages  # noqa: E402
from registry.api.wallet import wallet  # noqa: E402

blueprints = (blueprint, pages, wallet)
