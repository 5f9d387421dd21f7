"""Every table, imported once: for migrations, and so that relationships find each other by name."""

from registry import facts, lineage
from registry.accounts import models as accounts
from registry.audit import models as audit
from registry.awards import models as awards
from registry.curriculum import models as curriculum
from registry.custody import models as custody
from registry.definitions import models as definitions
from registry.enrolments import models as enrolments
from registry.floor import models as floor
from registry.identity import models as identity
from registry.indicators import models as indicators
from registry.issuing import models as issuing
from registry.notices import models as notices
from registry.outcomes import models as outcomes
from registry.people import models as people
from registry.programs import models as programs
from registry.providers import models as providers
from registry.publication import models as publication
from registry.quality import models as quality
from registry.records import models as records
from registry.rights import models as rights
from registry.surveys import models as surveys
from registry.talent import models as talent
from registry.transparency import models as transparency
from registry.trust import models as trust
from registry.wallet import models as wallet

__all__ = [
    "accounts",
    "audit",
    "awards",
    "curriculum",
    "custody",
    "definitions",
    "enrolments",
    "facts",
    "floor",
    "identity",
    "indicators",
    "issuing",
    "lineage",
    "notices",
    "outcomes",
    "people",
    "programs",
    "providers",
    "publication",
    "quality",
    "records",
    "rights",
    "surveys",
    "talent",
    "transparency",
    "trust",
    "wallet",
]
