"""¿Es de esta persona? Only somebody with the person before them can tell; a typed name can be compared."""

from __future__ import annotations

from registry.documents import CredentialKind
from registry.verification.case import Case
from registry.verification.making import failed, not_checked, passed, warning
from registry.verification.names import Likeness, compare_names
from registry.verification.report import Check


def check_person(case: Case) -> Check | None:
    """The typed name against the name in the document; *not checked* when nobody typed one."""
    if case.credential.kind not in (CredentialKind.ACHIEVEMENT, CredentialKind.TRANSCRIPT):
        return None
    holder, asked = case.credential.subject.name, case.policy.asked_name
    if holder is None:
        return not_checked("holder_match", "no_name")
    if asked is None or not asked.strip():
        return not_checked("holder_match", "compare_with_id", holder=holder)
    likeness = max((compare_names(asked, name) for name in case.credential.subject.names), key=_CLOSENESS.index)
    if likeness is Likeness.SAME:
        return passed("holder_match", "name_matches", holder=holder)
    if likeness is Likeness.PART:
        return warning("holder_match", "name_partly_matches", holder=holder)
    return failed("holder_match", "name_differs")


_CLOSENESS = (Likeness.DIFFERENT, Likeness.PART, Likeness.SAME)
