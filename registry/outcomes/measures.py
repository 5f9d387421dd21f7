"""What is counted, and by what: measures, dimensions and breakdowns, as data (pure).

A measure is a set of people (or of microcredentials): who holds something now, who has ever been reached. Its id says
which: ``current`` (any), ``current.track.literacy``, ``current.profile.sme_owners``, ``current.standard.<id>``,
``reached.profile.<id>``, ``reached.program.<id>``, ``awards.issued``. A breakdown is a tuple of dimensions, each of
which has exactly one value for each person: `UNKNOWN` where she or he has not said.

So "people by profile" is not a breakdown but four measures: somebody may hold two profiles, and is one person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry import content
from registry.curriculum.programs import Program
from registry.texts import Text

#: Raised whenever the same records would give other cells: everything is counted anew then.
VERSION = 2
UNKNOWN = "unknown"
#: Joins the values of a cell's place in the tables.
JOINT = "|"
By = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something that each person has one value of. ``catalog`` names the value list, where there is one."""

    id: str
    name: Text
    definition: Text
    catalog: str | None = None


_DECLARED = Text(
    "Lo que la persona declaró con su consentimiento, lo más reciente; no se deduce de nada.",
    "What the person declared with consent, the newest; never inferred.",
)
_DIMENSIONS = (
    Dimension(
        "state",
        Text("Entidad", "State"),
        Text(
            "Residencia al emitir, de la microcredencial más reciente que la dice; nunca de la CURP.",
            "Residence at issue, of the newest microcredential that states it; never taken from the CURP.",
        ),
    ),
    Dimension(
        "connectivity",
        Text("Conectividad de la entidad", "Connectivity of the state"),
        Text(
            "Si la entidad tiene menos de 60 % de hogares con internet (low) o no (rest).",
            "Whether fewer than 60% of the state's households are online (low) or not (rest).",
        ),
    ),
    Dimension(
        "pole",
        Text("Polo de desarrollo", "Development pole"),
        Text(
            "Por el municipio de residencia; sin municipio, «no se sabe» (unknown); fuera de los polos, none.",
            "By the municipality of residence; without one, unknown; outside the poles, none.",
        ),
    ),
    Dimension("gender", Text("Género", "Gender"), _DECLARED, "genders"),
    Dimension("age_group", Text("Grupo de edad", "Age group"), _DECLARED, "age_groups"),
    Dimension("study_level", Text("Nivel de estudios", "Study level"), _DECLARED, "study_levels"),
    Dimension("occupation", Text("Ocupación (SINCO)", "Occupation (SINCO)"), _DECLARED, "occupations"),
    Dimension("sector", Text("Sector (SCIAN)", "Sector (SCIAN)"), _DECLARED, "sectors"),
    Dimension("employment_status", Text("Situación laboral", "Employment status"), _DECLARED, "employment_status"),
    Dimension(
        "formality",
        Text("Empleo formal o informal", "Formal or informal employment"),
        Text(
            "Como la persona describió su trabajo, con su consentimiento: es informal sin seguridad social por ese "
            "trabajo, sin pago, o por cuenta propia sin registro ante el SAT. No se deduce de nada más.",
            "As the person described the job, with consent: informal is work without social security by that job, "
            "without pay, or on own account without tax registration. Not inferred from anything else.",
        ),
        "formality",
    ),
    Dimension("study_field", Text("Campo de estudio", "Field of study"), _DECLARED, "study_fields"),
    Dimension("public_body", Text("Organismo público", "Public body"), _DECLARED, "public_bodies"),
    Dimension("company_size", Text("Tamaño de la empresa", "Company size"), _DECLARED, "company_sizes"),
    Dimension(
        "nationality",
        Text("Nacionalidad", "Nationality"),
        Text("Mexicana u otra, como la persona lo declaró.", "Mexican or other, as the person declared."),
    ),
    Dimension(
        "chamber",
        Text("Cámara que invitó", "Inviting chamber"),
        Text(
            "El código de cámara de la microcredencial más reciente que lo lleva; none: ninguna.",
            "The chamber code of the newest microcredential that carries one; none: no chamber.",
        ),
        "chambers",
    ),
    Dimension(
        "cct",
        Text("Centro de trabajo (CCT)", "School (CCT)"),
        Text(
            "La clave de la escuela, de la microcredencial más reciente que la lleva.",
            "The school's code, of the newest microcredential that carries one.",
        ),
    ),
    Dimension(
        "curp",
        Text("Con CURP", "With a CURP"),
        Text(
            "Si el registro conoce su CURP (yes) o no (no): sin ella, dos registros pueden ser de una persona.",
            "Whether the registry knows a CURP (yes) or not (no): without one, two records may be one person's.",
        ),
    ),
    Dimension(
        "month",
        Text("Mes", "Month"),
        Text(
            "El mes, en la hora del centro de México, de la primera microcredencial (o en que se emitió).",
            "The month, in central Mexico, of the first microcredential (or in which it was issued).",
        ),
    ),
    Dimension("standard", Text("Estándar", "Standard"), Text("Contra el que se evaluó.", "Assessed against it.")),
    Dimension(
        "provider_kind",
        Text("Tipo de institución", "Kind of institution"),
        Text("De la institución que emitió.", "Of the issuing institution."),
        "provider_kinds",
    ),
    Dimension(
        "reason",
        Text("Motivo", "Reason"),
        Text("El motivo público de la revocación.", "The public reason of the revocation."),
        "revocation_reasons",
    ),
)
DIMENSIONS: Mapping[str, Dimension] = {one.id: one for one in _DIMENSIONS}
#: The facts of a person that are declared, by their attribute in `people`.
DECLARED = (
    "gender", "age_group", "study_level", "occupation", "sector", "employment_status", "formality", "study_field",
    "public_body", "company_size", "nationality",
)  # fmt: skip


class Counts(StrEnum):
    """What a measure counts: distinct people, or microcredentials."""

    PEOPLE = "people"
    AWARDS = "awards"


@dataclass(frozen=True, slots=True)
class Measure:
    """A set that is counted. ``inside`` are the ids of the measures that contain it whatever the records say.

    ``by`` are the breakdowns published; ``within`` those kept for the inside alone. ``keep`` orders measures whose
    difference may not be published: the one with the lower number stays readable. ``covered``: measures that together
    make this one up; their sum says how many are in more than one.
    ``exact``: published to the unit, else rounded to tens: who has been reached and holds nothing now, and who has more
    than one microcredential, are few, and would be what is left of the exact numbers.
    """

    id: str
    name: Text
    definition: Text
    by: tuple[By, ...]
    counts: Counts = Counts.PEOPLE
    within: tuple[By, ...] = ()
    inside: tuple[str, ...] = ()
    keep: int = 0
    covered: tuple[tuple[str, ...], ...] = ()
    exact: bool = True


_ONE_BY_ONE: tuple[By, ...] = (
    ("state",), ("connectivity",), ("gender",), ("age_group",), ("study_level",), ("occupation",), ("sector",),
    ("employment_status",), ("formality",), ("study_field",), ("company_size",), ("nationality",), ("chamber",),
    ("curp",),
)  # fmt: skip
# Every breakdown by two has the state: three of them that form a triangle would say more than any of them
# (`registry.disclosure`).
CURRENT_BY: tuple[By, ...] = (
    *_ONE_BY_ONE, ("state", "pole"), ("state", "gender"), ("state", "sector"), ("state", "occupation"),
    ("state", "formality"),
)  # fmt: skip
#: Where civil servants work is asked of them alone.
BODY: By = ("public_body",)
SERVING = "civil_servants"
SUPPLY: By = ("state", "occupation", "sector")
REACHED_BY: tuple[By, ...] = (
    ("month",), ("state",), ("connectivity",), ("state", "pole"), ("gender",), ("age_group",), ("study_level",),
    ("sector",), ("occupation",), ("employment_status",), ("formality",), ("study_field",), ("company_size",),
    ("nationality",), ("chamber",), ("curp",),
)  # fmt: skip
AWARDS_BY: tuple[By, ...] = (("standard",), ("provider_kind",), ("month",))

_CURRENT = Text(
    "Personas distintas con al menos una microcredencial que está en vigor: emitida, vigente, sin suspensión ni "
    "revocación. Quien se opone a contarse no cuenta.",
    "Different people with at least one microcredential in force: issued, not expired, neither suspended nor revoked. "
    "Whoever objects to being counted is not.",
)
_REACHED = Text(
    "Personas distintas con al menos una microcredencial emitida y no revocada, aunque haya vencido; cuentan en el mes "
    "de la primera.",
    "Different people with at least one microcredential issued and not revoked, even if it has expired; they count in "
    "the month of the first.",
)


@dataclass(frozen=True, slots=True)
class Known:
    """A standard that the registry knows: its track, and the profiles of its versions. ``always``: whether each of its
    microcredentials is of a profile."""

    id: str
    track: str
    profiles: frozenset[str]
    always: bool = True


def all_measures(standards: Sequence[Known], programs: Sequence[Program]) -> tuple[Measure, ...]:
    """Every measure of these standards, and of the programs in force."""
    return (*_current(standards), *_reached(programs), *_awards())


def _current(standards: Sequence[Known]) -> Iterator[Measure]:
    tracks = [one.id for one in content.catalog("tracks")]
    yield Measure(
        "current",
        Text("Con una microcredencial vigente", "With a current microcredential"),
        _CURRENT,
        (*CURRENT_BY, SUPPLY),
        keep=1,
        covered=(tuple(f"current.track.{one}" for one in tracks),),
    )
    for place, track in enumerate(content.catalog("tracks")):
        own = {one.id for one in standards if one.track == track.id}
        yield Measure(
            f"current.track.{track.id}",
            Text("Vía: {name}", "Track: {name}").format(name=track.label),
            _CURRENT,
            (*CURRENT_BY, SUPPLY),
            inside=("current",),
            keep=2 * place,
            covered=_profiles_of(own, standards),
        )
    for known in standards:
        yield Measure(
            f"current.standard.{known.id}",
            Text("Estándar {name}", "Standard {name}").format(name=known.id),
            _CURRENT,
            CURRENT_BY,
            inside=("current", f"current.track.{known.track}"),
            keep=60,
        )
    for place, profile in enumerate(content.catalog("profiles")):
        own = {one.id for one in standards if profile.id in one.profiles}
        of_tracks = {one.track for one in standards if one.id in own}
        yield Measure(
            f"current.profile.{profile.id}",
            Text("Perfil: {name}", "Profile: {name}").format(name=profile.label),
            _CURRENT,
            (*CURRENT_BY, BODY) if profile.id == SERVING else CURRENT_BY,
            within=(("cct",),) if profile.id == "secondary_teachers" else (),
            inside=("current", *(f"current.track.{one}" for one in of_tracks if len(of_tracks) == 1)),
            keep=40 + place,
        )


def _reached(programs: Sequence[Program]) -> Iterator[Measure]:
    for program in programs:
        yield Measure(
            f"reached.program.{program.id}",
            Text("Programa: {name}", "Program: {name}").format(name=program.title),
            program.counting_text or _REACHED,
            REACHED_BY,
            exact=False,
        )
    for profile in content.catalog("profiles"):
        yield Measure(
            f"reached.profile.{profile.id}",
            Text("Perfil, alcanzadas: {name}", "Profile, reached: {name}").format(name=profile.label),
            _REACHED,
            (*REACHED_BY, ("state", "month"), *((BODY,) if profile.id == SERVING else ())),
            exact=False,
        )


def _profiles_of(own: set[str], standards: Sequence[Known]) -> tuple[tuple[str, ...], ...]:
    """The profiles that make up these standards, if they do and have no others."""
    inside = {name for one in standards if one.id in own for name in one.profiles}
    outside = {name for one in standards if one.id not in own for name in one.profiles}
    whole = all(one.always for one in standards if one.id in own)
    if not inside or inside & outside or not whole:
        return ()
    return (tuple(f"current.profile.{one}" for one in sorted(inside)),)


def _awards() -> Iterator[Measure]:
    for id_, es, en in (
        ("issued", "Microcredenciales emitidas", "Microcredentials issued"),
        ("current", "Microcredenciales en vigor", "Microcredentials in force"),
        ("revoked", "Microcredenciales revocadas", "Microcredentials revoked"),
        ("corrected", "Microcredenciales corregidas (sustituidas por otra)", "Microcredentials corrected (superseded)"),
    ):
        more: tuple[By, ...] = (("reason",), ("standard", "reason")) if id_ == "revoked" else ()
        yield Measure(
            f"awards.{id_}", Text(es, en), Text(es, en), (*AWARDS_BY, ("standard", "provider_kind"), *more),
            counts=Counts.AWARDS, exact=False,
        )  # fmt: skip


def spell(by: By) -> str:
    """A breakdown's name in the tables: its dimensions joined; "" for the total."""
    return JOINT.join(by)
