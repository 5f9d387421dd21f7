"""Who appears in the demo: fictitious institutions, staff, and as many synthetic people as a chapter asks for."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from registry import content
from registry.accounts.permissions import Role
from registry.people.curp import check_digit
from registry.providers.commands import ProviderDetails

#: One password for every demo account; it opens nothing but synthetic data.
PASSWORD = "demostracion-sin-datos-reales"
AUTHORITY = "Autoridad Educativa Ficticia"

CENTER = ProviderDetails(
    slug="centro-ficticio-computo",
    legal_name="Centro Ficticio de Investigación en Cómputo Aplicado",
    name="Centro Ficticio de Cómputo Aplicado",
    kind="public_research_center",
    email="contacto@centro-ficticio.example",
    state_code="09",
    website="https://centro-ficticio.example",
)
PARTNER = ProviderDetails(
    slug="horizonte-ficticio",
    legal_name="Tecnologías Horizonte Ficticio, S.A. de C.V.",
    name="Horizonte Ficticio",
    kind="technology_company",
    email="contacto@horizonte-ficticio.example",
    state_code="14",
    website="https://horizonte-ficticio.example",
)
CONSORTIUM = ProviderDetails(
    slug="consorcio-ficticio-valle",
    legal_name="Consorcio Universitario Ficticio del Valle",
    name="Universidad Ficticia del Valle",
    kind="university_consortium",
    email="contacto@valle-ficticio.example",
    state_code="21",
    website="https://valle-ficticio.example",
)
LAPSED = ProviderDetails(
    slug="instituto-ficticio-amanecer",
    legal_name="Instituto Ficticio Amanecer, A.C.",
    name="Instituto Ficticio Amanecer",
    kind="private_university",
    email="contacto@amanecer-ficticio.example",
    state_code="20",
)
APPLICANT = ProviderDetails(
    slug="academia-ficticia-norte",
    legal_name="Academia Ficticia del Norte, S.C.",
    name="Academia Ficticia del Norte",
    kind="training_agent",
    email="contacto@norte-ficticio.example",
    state_code="19",
)


@dataclass(frozen=True, slots=True)
class Staff:
    """An account of the demo."""

    email: str
    name: str
    role: Role
    slug: str | None = None


HEAD = Staff("direccion@autoridad.example", "Dirección Ficticia Robles", Role.AUTHORITY_ADMIN)
CURRICULUM = Staff("estandares@autoridad.example", "Estela Ficticia Mora", Role.AUTHORITY_CURRICULUM)
REVIEWER_1 = Staff("dictamen1@autoridad.example", "Dictamina Ficticia Uno", Role.AUTHORITY_REVIEWER)
REVIEWER_2 = Staff("dictamen2@autoridad.example", "Dictamina Ficticio Dos", Role.AUTHORITY_REVIEWER)
OBSERVER = Staff("consulta@autoridad.example", "Consulta Ficticia Paz", Role.AUTHORITY_OBSERVER)
OPERATOR = Staff("operacion@registro.example", "Operación Ficticia Luz", Role.OPERATOR)
PRIVACY = Staff("datos@registro.example", "Privacidad Ficticia Sol", Role.PRIVACY_OFFICER)
HOUSE = (HEAD, CURRICULUM, REVIEWER_1, REVIEWER_2, OBSERVER, OPERATOR, PRIVACY)


def administrator(provider: ProviderDetails) -> Staff:
    """The account that administers a provider."""
    return Staff(
        f"administracion@{_domain(provider)}", f"Administra {provider.name}", Role.PROVIDER_ADMIN, provider.slug
    )


def designer(provider: ProviderDetails) -> Staff:
    """The account that designs for a provider."""
    return Staff(f"diseno@{_domain(provider)}", f"Diseña {provider.name}", Role.PROVIDER_DESIGNER, provider.slug)


def issuer(provider: ProviderDetails) -> Staff:
    """The account that issues for a provider."""
    return Staff(f"emision@{_domain(provider)}", f"Emite {provider.name}", Role.PROVIDER_ISSUER, provider.slug)


def reader(provider: ProviderDetails) -> Staff:
    """The account that may only look."""
    return Staff(f"consulta@{_domain(provider)}", f"Consulta {provider.name}", Role.PROVIDER_READER, provider.slug)


def _domain(provider: ProviderDetails) -> str:
    return provider.email.split("@")[1]


LEARNER_EMAIL = "ana.sofia@persona.example"
LEARNER_NAME = ("Ana Sofía", "Ñúñez", "Pérez")

_GIVEN = {
    "woman": ("María José", "Guadalupe", "Ximena", "Rosario", "Itzel", "Begoña", "Lucía", "Nayeli", "Teresa", "Paloma"),
    "man": (
        "José Ángel",
        "Joel",
        "Emiliano",
        "Víctor Manuel",
        "Santiago",
        "Andrés",
        "Rodrigo",
        "Ulises",
        "Tomás",
        "Iván",
    ),
}
#: What the demo's people declare about themselves, weighted; a third declares nothing.
_DECLARED = {
    "age_group": (("age-18-24", 3), ("age-25-34", 6), ("age-35-44", 6), ("age-45-54", 4), ("age-55-64", 1)),
    "study_level": (
        ("lower_secondary", 1), ("upper_secondary", 4), ("higher_technical", 2), ("bachelor", 7), ("master", 2),
    ),
    "occupation": (("sinco-2", 7), ("sinco-3", 4), ("sinco-4", 3), ("sinco-5", 2), ("sinco-8", 3), ("sinco-1", 1)),
    "sector": (
        ("scian-61", 6), ("scian-31-33", 5), ("scian-46", 4), ("scian-54", 2), ("scian-93", 2), ("scian-52", 1),
    ),
    "employment_status": (("employed", 12), ("self_employed", 4), ("unemployed", 2), ("studying", 2)),
    "formality": (
        ("job_insured", 7), ("job_uninsured", 5), ("own_unregistered", 4), ("own_registered", 2), ("no_job", 2),
    ),
    "study_field": (("field-04", 5), ("field-01", 5), ("field-07", 4), ("field-06", 3), ("field-09", 2)),
}  # fmt: skip
#: Where the demo's civil servants say that they work: orders of government alone, so that no ministry appears to have
#: done something.
_BODIES = (("body-state", 5), ("body-municipality", 4), ("body-federal-other", 3))
_MUNICIPALITIES_KNOWN = 0.3
_SURNAMES = (
    "Güemes", "Ucán", "Ordóñez", "Quiñones", "Villanueva", "De la Cruz", "Ibarra", "Olvera", "Pech", "Zúñiga",
    "Ávila", "Benítez", "Carranza", "Domínguez", "Escobedo", "Figueroa", "Garza", "Hernández", "Jaramillo", "Kantún",
    "López", "Méndez", "Nieto", "O'Farrill", "Palacios", "Robles", "Sandoval", "Tzec", "Urrutia", "Vela",
)  # fmt: skip
#: States in which the demo's people live, weighted so that some cells of the outcomes page stay below ten.
_STATES = (
    ("07", 14), ("20", 13), ("12", 10), ("09", 12), ("21", 11), ("14", 9), ("19", 8), ("15", 10), ("30", 6), ("31", 5),
    ("26", 3), ("06", 1), ("03", 1),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    """Somebody who does not exist."""

    number: int
    given: str
    first: str
    second: str
    curp: str
    email: str
    state: str
    gender: str | None
    municipality: str | None
    facts: Mapping[str, str]  # declared with consent; ``gender`` among them

    @property
    def full_name(self) -> str:
        """Given names first."""
        return f"{self.given} {self.first} {self.second}"


def facts_as(profile: str | None, one: SyntheticPerson) -> dict[str, str]:
    """What somebody declares on being awarded a microcredential of a profile: civil servants say where they work."""
    if profile != "civil_servants" or not one.facts:
        return dict(one.facts)
    bodies = [body for body, weight in _BODIES for _ in range(weight)]
    return {**one.facts, "public_body": bodies[one.number % len(bodies)]}


class Crowd:
    """Synthetic people, the same for the same seed, no two alike."""

    def __init__(self, seed: int = 2026, *, first_number: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311  the demo wants the same people every time
        self._number = first_number

    def people(self, count: int) -> Iterator[SyntheticPerson]:
        """The next ``count`` people. Gender is declared by about two in three."""
        for _ in range(count):
            yield self._person()

    def score(self, low: float, high: float, *, step: float = 0.5) -> Decimal:
        """A percentage between two bounds."""
        steps = int((high - low) / step)
        return Decimal(str(low)) + Decimal(str(step)) * self._random.randint(0, steps)

    def _person(self) -> SyntheticPerson:
        self._number += 1
        gender = self._random.choices(("woman", "man"), (0.54, 0.46))[0]
        given = self._random.choice(_GIVEN[gender])
        first, second = self._random.sample(_SURNAMES, 2)
        state = self._random.choices([code for code, _ in _STATES], [weight for _, weight in _STATES])[0]
        declared = gender if self._random.random() < 0.66 else None
        return SyntheticPerson(
            number=self._number,
            given=given,
            first=first,
            second=second,
            curp=fictitious_curp(self._number, gender),
            email=f"persona{self._number:05d}@personas-ficticias.example",
            state=state,
            gender=declared,
            municipality=self._municipality(state),
            facts=({"gender": declared} if declared else {}) | self._facts(),
        )

    def _facts(self) -> dict[str, str]:
        chance = random.Random(f"{self._number} declares")  # noqa: S311  of its own: who is who stays as it is
        if chance.random() < 1 / 3:
            return {}
        return {
            name: chance.choices([value for value, _ in values], [weight for _, weight in values])[0]
            for name, values in _DECLARED.items()
        }

    def _municipality(self, state: str) -> str | None:
        chance = random.Random(f"{self._number} lives")  # noqa: S311  as above
        in_poles = [name for pole in content.poles() if pole.state == state for name in pole.municipalities]
        known = chance.random() < _MUNICIPALITIES_KNOWN
        return chance.choice([*in_poles, "Municipio Ficticio"]) if known else None


def fictitious_curp(number: int, gender: str) -> str:
    """A CURP of the official shape with a correct check digit that nobody can hold: born abroad (NE), without inner
    consonants (XXX), initials XX."""
    born = dt.date(1960, 1, 1) + dt.timedelta(days=(number * 7) % 14_000)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    initials = "X" + "AEIOU"[number % 5] + letters[number // 5 % 26] + letters[number // 130 % 26]
    century = "0" if born.year < 2000 else "A"
    stem = f"{initials}{born:%y%m%d}{'M' if gender == 'woman' else 'H'}NEXXX{century}"
    return stem + check_digit(stem)
