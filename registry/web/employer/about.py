"""Who runs the registry, for the pages that answer employers."""

from __future__ import annotations

from registry import clock
from registry.awards.imprint import imprint
from registry.records.errors import RegistryNotReady
from registry.trust.remembered import seen
from registry.web.employer import blueprint


@blueprint.app_template_global()
def authority_name() -> str:
    """The name of the authority in the newest root of trust; empty before there is one."""

    def load() -> str:
        try:
            return imprint().operator
        except RegistryNotReady:
            return ""

    return seen("authority name", load, clock.now()).value
