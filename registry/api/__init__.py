"""The API: the same services for programs. Errors are problem documents (RFC 9457), versions stand in the path."""

from flask import Blueprint

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

from registry.api import openapi, verify  # noqa: E402,F401
