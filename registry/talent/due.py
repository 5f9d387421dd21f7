"""What is due in this room, a little at a time."""

from __future__ import annotations

from registry.talent import contacting, employers, finding, profiles


def work() -> int:
    """Ends, reminders and deletions; how many rows were touched (0: nothing is due)."""
    return sum(
        step()
        for step in (
            profiles.expire,
            profiles.remind,
            employers.tell_ending,
            employers.forget_unconfirmed,
            contacting.end_unanswered,
            contacting.forget_old,
            finding.forget_searches,
        )
    )
