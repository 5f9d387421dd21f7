"""Who there is to let in: roles by themselves and together, as the tables of `access` name them."""

from __future__ import annotations

from registry.accounts.permissions import AUTHORITY_ROLES, PROVIDER_ROLES, Role

Who = frozenset[str]

PUBLIC: Who = frozenset({"anybody"})
SIGNED_IN: Who = frozenset({"whoever is signed in"})


def roles(*names: Role) -> Who:
    """These roles and no others."""
    return frozenset(name.value for name in names)


HEAD = roles(Role.AUTHORITY_ADMIN)
AUDITORS = roles(Role.AUTHORITY_ADMIN, Role.AUTHORITY_STATISTICS)
TARGET_SETTERS = roles(Role.AUTHORITY_ADMIN, Role.AUTHORITY_PROGRAMS)
SCHOOL_DECLARERS = TARGET_SETTERS | roles(Role.STATE_ADMIN)
CHAMBERS = TARGET_SETTERS | roles(Role.CHAMBER)
CURRICULUM = roles(Role.AUTHORITY_ADMIN, Role.AUTHORITY_CURRICULUM)
PROGRAMS = roles(Role.AUTHORITY_ADMIN, Role.AUTHORITY_PROGRAMS)
REVIEWERS = roles(Role.AUTHORITY_REVIEWER)
HEAD_AND_REVIEWERS = HEAD | REVIEWERS
AUTHORITY = roles(*AUTHORITY_ROLES)
OPERATORS = roles(Role.OPERATOR)
HEAD_AND_OPERATORS = HEAD | OPERATORS
HOLDER = roles(Role.HOLDER)
EMPLOYERS = roles(Role.EMPLOYER)
REPORT_PREPARERS = roles(Role.AUTHORITY_ADMIN, Role.AUTHORITY_STATISTICS)
PRIVACY = roles(Role.PRIVACY_OFFICER)
PROVIDER = roles(*PROVIDER_ROLES)
PROVIDER_HEAD = roles(Role.PROVIDER_ADMIN)
DESIGNERS = roles(Role.PROVIDER_ADMIN, Role.PROVIDER_DESIGNER)
ISSUERS = roles(Role.PROVIDER_ISSUER)
STATUS_CHANGERS = roles(Role.PROVIDER_ADMIN, Role.PROVIDER_ISSUER)
VOUCHERS = roles(Role.PROVIDER_ADMIN, Role.PROVIDER_ISSUER)
