"""The content of an accreditation criteria file → `Criteria`, or every fault with its file, line and key. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.curriculum.criteria import ALWAYS, Condition, Criteria, Criterion, DecisionRule, Finding, Group, Result
from registry.curriculum.parsing import MAXIMUM_MONTHS, VALUE_STATES
from registry.curriculum.reader import Ledger, Reader
from registry.curriculum.yaml_file import Marked
from registry.texts import Text

COMPUTED_FROM = ("drafts", "test_issuance")
PILLARS = ("institution_vetting", "curriculum_standards", "assessment_protocols")
BUSINESS_DEADLINES = (
    *("completeness_notice", "applicant_reply", "ruling", "third_reviewer", "appeal_filing", "appeal_ruling"),
)
CALENDAR_DEADLINES = ("condition_period", "renewal_opens_before_expiry")
COUNTS = ("failed_non_curable_min", "failed_mandatory_min", "failed_mandatory_max")


def parse_criteria(content: Mapping[str, Any] | Marked) -> Criteria:
    """Criteria from a file's content or its copy in the database. Raises FaultyContent with every fault found."""
    if isinstance(content, Marked):
        ledger, value = Ledger(content.name, content.lines), content.value
    else:
        ledger, value = Ledger(), dict(content)
    criteria = _criteria(Reader(value, (), ledger))
    ledger.settle()
    _check(criteria, ledger)
    ledger.settle()
    return criteria


def _criteria(root: Reader) -> Criteria:
    root.only(
        *("kind", "id", "version", "status", "title", "source", "source_note", "validity_months", "follow_up_months"),
        *("drafts", "conditions", "co_signers", "groups", "finding_values", "decision", "deadlines", "sampling_audit"),
        *("quality_mark", "recommended_list"),
    )
    root.string("kind", allowed=("accreditation_criteria",))
    root.string("status", allowed=VALUE_STATES)
    conditions = tuple(Condition(one.identifier(), one.text("label")) for one in root.children("conditions"))
    deadlines, decision = root.child("deadlines"), root.child("decision")
    audit, mark = root.child("sampling_audit"), root.child("quality_mark").child("requires")
    root.text("recommended_list")
    decision.string("on_disagreement", allowed=("third_reviewer",))
    return Criteria(
        id=root.identifier(),
        version=root.identifier("version"),
        title=root.text("title"),
        groups=tuple(_group(one, tuple(condition.id for condition in conditions)) for one in root.children("groups")),
        conditions=conditions,
        finding_labels={
            Finding(name): one.text("label")
            for one in root.children("finding_values", least=len(Finding))
            if (name := one.string("id", allowed=tuple(Finding)))
        },
        rules=tuple(_rule(one) for one in decision.children("rules")),
        reviewers_min=decision.whole("reviewers_min", least=2, most=9),
        validity_months=root.child("validity_months").whole("value", least=1, most=MAXIMUM_MONTHS),
        follow_up_months=root.child("follow_up_months").whole("value", least=1, most=MAXIMUM_MONTHS),
        business_days=_days(deadlines.child("business_days"), BUSINESS_DEADLINES),
        calendar_days=_days(deadlines.child("calendar_days"), CALENDAR_DEADLINES),
        drafts=root.text("drafts"),
        co_signers=root.text("co_signers"),
        source_note=root.optional_text("source_note"),
        sampling_percent=audit.whole("percent", least=1, most=100),
        sampling_min_records=audit.whole("min_records", least=1, most=100_000),
        sampling_months=audit.whole("per_months", least=1, most=60),
        mark_agreement_percent=mark.whole("audit_agreement_percent_min", least=1, most=100),
    )


def _group(reader: Reader, conditions: tuple[str, ...]) -> Group:
    reader.only("id", "pillar", "title", "criteria")
    identifier, pillar = reader.identifier(), reader.string("pillar", allowed=PILLARS)
    criteria = tuple(_criterion(one, identifier, pillar, conditions) for one in reader.children("criteria"))
    return Group(id=identifier, pillar=pillar, title=reader.text("title"), criteria=criteria)


def _criterion(reader: Reader, group: str, pillar: str, conditions: tuple[str, ...]) -> Criterion:
    reader.only("id", "mandatory", "curable", "applies_when", "computed_from", "text", "evidence")
    return Criterion(
        id=reader.identifier(),
        group=group,
        pillar=pillar,
        mandatory=reader.truth("mandatory"),
        curable=reader.truth("curable"),
        applies_when=reader.string("applies_when", allowed=conditions),
        computed_from=reader.string("computed_from", allowed=COMPUTED_FROM) if reader.has("computed_from") else None,
        text=reader.text("text"),
        evidence=reader.text("evidence"),
    )


def _rule(reader: Reader) -> DecisionRule:
    reader.only("id", "when", "result", "label")
    when = reader.child("when")
    when.only(*COUNTS)
    counts = [when.whole(name) if when.has(name) else None for name in COUNTS]
    result = reader.string("result", allowed=tuple(Result))
    return DecisionRule(
        id=reader.identifier(),
        result=Result(result) if result else Result.DENIED,
        label=reader.text("label"),
        non_curable_min=counts[0],
        mandatory_min=counts[1],
        mandatory_max=counts[2],
    )


def _days(reader: Reader, names: tuple[str, ...]) -> dict[str, int]:
    reader.only(*names)
    return {name: reader.whole(name, least=1, most=2_000) for name in names}


def _check(criteria: Criteria, ledger: Ledger) -> None:
    if ALWAYS not in {condition.id for condition in criteria.conditions}:
        ledger.note(("conditions",), NO_ALWAYS)
    seen: set[str] = set()
    for number, group in enumerate(criteria.groups):
        for index, criterion in enumerate(group.criteria):
            if criterion.id in seen:
                ledger.note(("groups", number, "criteria", index, "id"), TWICE, id=criterion.id)
            seen.add(criterion.id)
    # Whatever is found, some rule must match: no dossier may end without a decision.
    most = len(criteria.every)
    for mandatory in range(most + 1):
        for non_curable in range(mandatory + 1):
            if not any(rule.matches(mandatory=mandatory, non_curable=non_curable) for rule in criteria.rules):
                ledger.note(("decision", "rules"), NO_RULE, mandatory=mandatory, non_curable=non_curable)
                return


NO_ALWAYS = Text("falta la condición «always».", "the condition “always” is missing.")
TWICE = Text("«{id}» ya se usó.", "“{id}” is already in use.")
NO_RULE = Text(
    "ninguna regla decide con {mandatory} obligatorios incumplidos, {non_curable} de ellos no subsanables.",
    "no rule decides with {mandatory} mandatory criteria failed, {non_curable} of them not curable.",
)
