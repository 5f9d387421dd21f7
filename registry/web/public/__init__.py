"""The public door: what anyone may read, and the signed files that verification needs."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)

from registry.web.public import (  # noqa: E402
    answers,  # noqa: F401
    case,  # noqa: F401
    definitions,  # noqa: F401
    demand,  # noqa: F401
    files,  # noqa: F401
    floor,  # noqa: F401
    floor_progress,  # noqa: F401
    home,  # noqa: F401
    indicators,  # noqa: F401
    offline,  # noqa: F401
    open_data,  # noqa: F401
    outcomes,  # noqa: F401
    programs,  # noqa: F401
    providers,  # noqa: F401
    quality,  # noqa: F401
    reports,  # noqa: F401
    rights,  # noqa: F401
    standards,  # noqa: F401
    survey,  # noqa: F401
    talent,  # noqa: F401
    well_known,  # noqa: F401
)
