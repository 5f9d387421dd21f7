"""The indicators that stand on the records and on series from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from registry import content
from registry.indicators import formulas, messages
from registry.indicators.made import BY_GROUP, Made, ratio
from registry.indicators.sources import Counts, Lacking, Series, Sources
from registry.indicators.values import NO_DATA, SUPPRESSED, VALUE, Cell
from registry.issuing.intake.wording import plain
from registry.quality.queries import Result
from registry.texts import Text

WRONGFUL = ("issued_in_error", "fraud", "identity_mismatch")
#: Who declared a gender; who would rather not say did not.
GENDERS = ("woman", "man", "non_binary")
#: Households online, in percent, under which a state's connectivity is low. A proposal of the indicator.
LOW_CONNECTIVITY = 60
EMPLOYERS = "employer"


def training_coverage(sources: Sources) -> Made:
    """IND-A1."""
    exposed = sources.exposed()
    holders = sources.counts("current", "occupation")
    by_state = sources.counts("current", "state", "occupation")
    employed = sources.series("imp-enoe")
    groups = [
        ratio(holders.get(one), _employed(sources, employed, occupation=one), formulas.training_coverage).at(
            "occupation", one
        )
        for one in exposed
    ]
    for state in content.states():
        base = _added(employed.get("employed", state=state.code, occupation=one) for one in exposed)
        if base is not None:
            people = by_state.added([(state.code, one) for one in exposed])
            groups.append(ratio(people, base, formulas.training_coverage).at("state", state.code))
    base = _added(employed.get("employed", occupation=one) for one in exposed)
    if base is None:
        raise Lacking(_lacks(sources, "imp-enoe", messages.DIMENSIONS["occupation"]))
    whole = ratio(holders.added([(one,) for one in exposed]), base, formulas.training_coverage)
    return Made((whole, *groups), known=holders.known, of=holders.total)


def access_gap(sources: Sources) -> Made:
    """IND-A4: a ratio for each pair of groups; no single number."""
    population = sources.series("imp-population")
    holders = sources.counts("current", "gender")
    women, men = (population.get("population", gender=one) for one in ("woman", "man"))
    gender = (
        _gap((holders.get("woman"), women), (holders.get("man"), men))
        if women is not None and men is not None
        else Cell(NO_DATA, reason=_lacks(sources, "imp-population", messages.DIMENSIONS["gender"]))
    )
    cells = [gender.at("gender", "woman"), _connectivity_gap(sources, population).at("connectivity", "low")]
    cells.append(employment_gap(sources).at("employment", "informal"))
    return Made((BY_GROUP, *cells), known=holders.known, of=holders.total)


def employment_gap(sources: Sources) -> Cell:
    """Holders who describe an informal job over those employed informally, against the formal ones. Who has not said
    is in neither."""
    try:
        holders, employed = sources.counts("current", "formality"), sources.series("imp-enoe")
    except Lacking as lacking:
        return Cell(NO_DATA, reason=lacking.reason)
    informal, formal = (employed.get("employed", employment=one) for one in ("informal", "formal"))
    if informal is None or formal is None:
        return Cell(NO_DATA, reason=_lacks(sources, "imp-enoe", messages.DIMENSIONS["employment"]))
    return _gap((holders.get("informal"), informal), (holders.get("formal"), formal))


def _connectivity_gap(sources: Sources, population: Series) -> Cell:
    try:
        online = sources.series("imp-endutih")
    except Lacking as lacking:
        return Cell(NO_DATA, reason=lacking.reason)
    codes = [one.code for one in content.states()]
    percents = {code: online.get("households_online", state=code) for code in codes}
    people = {code: population.get("population", state=code) for code in codes}
    if None in people.values() or None in percents.values():
        what = messages.EVERY_STATE
        return Cell(
            NO_DATA, reason=_lacks(sources, "imp-endutih" if None in percents.values() else "imp-population", what)
        )
    low = [code for code in codes if (percents[code] or 0) < LOW_CONNECTIVITY]
    rest = [code for code in codes if code not in low]
    holders = _by_connectivity(sources, low)
    return _gap((holders[0], _added(people[code] for code in low)), (holders[1], _added(people[code] for code in rest)))


def _by_connectivity(sources: Sources, low: list[str]) -> tuple[int | None, int | None]:
    """Holders in states of low connectivity, and in the rest."""
    shipped = {one.code for one in content.states() if one.low_connectivity}
    if set(low) == shipped:
        counted = sources.counts("current", "connectivity")
        return counted.get("low"), counted.get("rest")
    by_state = sources.counts("current", "state")
    rest = [(one.code,) for one in content.states() if one.code not in low]
    return by_state.added([(code,) for code in low]), by_state.added(rest)


def _gap(group: tuple[int | None, Decimal | int | None], reference: tuple[int | None, Decimal | int | None]) -> Cell:
    holders, base = group
    others, other_base = reference
    if holders is None or others is None:
        return Cell(SUPPRESSED)
    value = formulas.access_gap(holders, int(base or 0), others, int(other_base or 0))
    return Cell(NO_DATA, reason=messages.NOBODY) if value is None else Cell(VALUE, value, holders, others)


def engineering_density(sources: Sources) -> Made:
    """IND-B4; without the employment series the number of people, which is no density."""
    measure = "current.track.engineering"
    gender, state = sources.counts(measure, "gender"), sources.counts(measure, "state")
    try:
        employed = sources.series("imp-enoe")
    except Lacking as lacking:
        return Made((Cell(NO_DATA, numerator=gender.total, reason=lacking.reason),), (messages.NOTE_PEOPLE_ONLY,))
    cells = [_density(gender.total, employed)]
    cells += [_density(gender.get(one), employed, gender=one).at("gender", one) for one in ("woman", "man")]
    cells += [_density(state.get(one.code), employed, state=one.code).at("state", one.code) for one in content.states()]
    return Made(tuple(cells), known=gender.known, of=gender.total)


def _density(people: int | None, employed: Series, **where: str) -> Cell:
    base = employed.get("employed", **where)
    if base is None:
        return Cell(NO_DATA, numerator=people, reason=messages.NOTE_PEOPLE_ONLY)
    return ratio(people, int(base), formulas.engineering_density)


def verifications_per_hundred(sources: Sources) -> Made:
    """IND-B6."""
    counted = sources.verifications()
    current = sources.counts("awards.current", "standard")
    formula = formulas.verifications_per_hundred
    employers = sum(count for (_, by), count in counted.items() if by == EMPLOYERS)
    cells = [ratio(sum(counted.values()), current.total, formula)]
    cells.append(ratio(employers, current.total, formula).at("by", EMPLOYERS))
    for (standard,) in sorted(current.cells):
        made = sum(count for (one, _), count in counted.items() if one == standard)
        cells.append(ratio(made, current.get(standard), formula).at("standard", standard))
    return Made(tuple(cells), (messages.NOTE_EMPLOYERS,))


def womens_share(sources: Sources) -> Made:
    """IND-X1."""
    everybody = sources.counts("current", "gender")
    cells = [_women(everybody)]
    for track in content.catalog("tracks"):
        cells.append(_women(sources.counts(f"current.track.{track.id}", "gender")).at("track", track.id))
    by_state = sources.counts("current", "state", "gender")
    for state in content.states():
        women = by_state.get(state.code, "woman")
        declared = by_state.added([(state.code, one) for one in GENDERS])
        if women != 0 or declared != 0:
            cells.append(ratio(women, declared, formulas.womens_share).at("state", state.code))
    declared = everybody.added([(one,) for one in GENDERS])
    return Made(tuple(cells), known=declared, of=everybody.total)


def _women(counts: Counts) -> Cell:
    return ratio(counts.get("woman"), counts.added([(one,) for one in GENDERS]), formulas.womens_share)


def areas_reached(sources: Sources) -> Made:
    """IND-X2: of the areas of which it can be said."""
    stated = sources.indicator.threshold
    threshold = Fraction(stated.value) if stated else Fraction(50)
    population = sources.series("imp-population")
    by_state = sources.counts("current", "state")
    states = {
        one.code: (by_state.get(one.code), _whole(population.get("population", state=one.code)))
        for one in content.states()
    }
    by_pole = sources.counts("current", "state", "pole")
    poles = {
        one.id: (by_pole.get(one.state, one.id), _pole_population(population, one.state, one.municipalities))
        for one in content.poles()
    }
    whole, rates, unsaid = _reached(states, threshold, "state")
    pole, pole_rates, _ = _reached(poles, threshold, "pole")
    notes = (messages.NOTE_AREAS.format(count=unsaid),) if unsaid else ()
    return Made((whole, pole.at("area", "pole"), *rates, *pole_rates), notes, by_state.known, by_state.total)


def _reached(
    areas: Mapping[str, tuple[int | None, int | None]], threshold: Fraction, by: str
) -> tuple[Cell, list[Cell], int]:
    """How many areas reach the threshold of those of which it can be said, each one's rate, how many cannot be said."""
    said = {name: (people, base) for name, (people, base) in areas.items() if people is not None and base is not None}
    rates = []
    for name, (people, base) in areas.items():
        if base is None:
            rates.append(Cell(NO_DATA, by=by, key=name, reason=messages.NOBODY))
        else:
            rates.append(ratio(people, base, lambda one, other: formulas.per(one, other, 100_000)).at(by, name))
    if not said:
        return Cell(NO_DATA, reason=messages.NOBODY), rates, len(areas)
    count = len(formulas.areas_reached(said, threshold))
    return Cell(VALUE, Fraction(count), count, len(said)), rates, len(areas) - len(said)


def _pole_population(population: Series, state: str, municipalities: Iterable[str]) -> int | None:
    return _added(population.get("population", state=state, municipality=plain(one)) for one in municipalities)


def revocations(sources: Sources) -> Made:
    """IND-X3: of everything issued so far."""
    formula = formulas.revocations_per_ten_thousand
    issued = sources.counts("awards.issued", "standard")
    by_reason = sources.counts("awards.revoked", "reason")
    by_standard = sources.counts("awards.revoked", "standard", "reason")
    cells = [ratio(by_reason.added([(one,) for one in WRONGFUL]), issued.total, formula)]
    for (standard,) in sorted(issued.cells):
        revoked = by_standard.added([(standard, one) for one in WRONGFUL])
        cells.append(ratio(revoked, issued.get(standard), formula).at("standard", standard))
    return Made(tuple(cells))


def audit_agreement(sources: Sources) -> Made:
    """IND-X4: of the audits that closed in the period. Records are counted, as the quality mark publishes them."""
    found = sources.audits()
    cells = [_agreement(found)]
    for by in ("provider_kind", "standard"):
        cells += [
            _agreement([one for one in found if getattr(one, by) == key]).at(by, key)
            for key in sorted({getattr(one, by) for one in found})
        ]
    return Made(tuple(cells), (messages.NOTE_SAMPLE.format(size=sum(one.reviewed for one in found)),))


def _agreement(audits: Sequence[Result]) -> Cell:
    reviewed = sum(one.reviewed for one in audits)
    return ratio(sum(one.agreed for one in audits), reviewed, formulas.audit_agreement)


def _employed(sources: Sources, employed: Series, *, occupation: str) -> int:
    found = employed.get("employed", occupation=occupation)
    if found is None:
        raise Lacking(_lacks(sources, "imp-enoe", messages.DIMENSIONS["occupation"]))
    return int(found)


def _lacks(sources: Sources, kind: str, what: Text) -> Text:
    found = sources.framework.import_kind(kind)
    return messages.SERIES_LACKS.format(series=found.title if found else kind, what=what)


def _added(found: Iterable[Decimal | None]) -> int | None:
    numbers = list(found)
    return None if None in numbers or not numbers else int(sum(one for one in numbers if one is not None))


def _whole(found: Decimal | None) -> int | None:
    return None if found is None else int(found)


COMPUTED: Mapping[str, Callable[[Sources], Made]] = {
    "IND-A1": training_coverage,
    "IND-A4": access_gap,
    "IND-B4": engineering_density,
    "IND-B6": verifications_per_hundred,
    "IND-X1": womens_share,
    "IND-X2": areas_reached,
    "IND-X3": revocations,
    "IND-X4": audit_agreement,
}
