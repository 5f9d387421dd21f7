"""The only writer of programs: calls, admission, the committed draw, results, the cut, places, agreements.

The order is the guarantee: codes are given out, then the seed's digest is published, then grades are recorded, then
the cut reveals the seed. Each step refuses to run before the one it follows and after the one it precedes.
"""

from registry.programs.agreements import end_agreement, record_agreement
from registry.programs.applying import (
    answer_admission,
    apply,
    change_application,
    file_applications,
    file_papers,
    forget_declared,
    mark_ineligible,
    restore_eligible,
    review_papers,
    withdraw_application,
)
from registry.programs.calls import cancel_call, draft_call, extend_call, pass_on_admission, publish_call, step_in_call
from registry.programs.cohorts import admit, bring_back, commit_draw, open_cohort, withdraw_member
from registry.programs.common import PERMISSION
from registry.programs.cutting import answer_place, make_selection, pass_on, step_in
from registry.programs.deciding import decide_call
from registry.programs.results import correct_result, record_late, record_results, results_from_awards, review_file
from registry.programs.tagging import record_topics, set_funder

__all__ = [
    "PERMISSION",
    "admit",
    "answer_admission",
    "answer_place",
    "apply",
    "bring_back",
    "cancel_call",
    "change_application",
    "commit_draw",
    "correct_result",
    "decide_call",
    "draft_call",
    "end_agreement",
    "extend_call",
    "file_applications",
    "file_papers",
    "forget_declared",
    "make_selection",
    "mark_ineligible",
    "open_cohort",
    "pass_on",
    "pass_on_admission",
    "publish_call",
    "record_agreement",
    "record_late",
    "record_results",
    "record_topics",
    "restore_eligible",
    "results_from_awards",
    "review_file",
    "review_papers",
    "set_funder",
    "step_in",
    "step_in_call",
    "withdraw_application",
    "withdraw_member",
]
