"""What an application may say: which answers exist, which are needed, and what identifies somebody. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from registry import content
from registry.curriculum.programs import Eligibility, Program
from registry.people.curp import is_valid, read_curp
from registry.people.service import PersonClaims
from registry.programs.commands import Declaration
from registry.programs.errors import ConsentMissing, DeclarationUnfit
from registry.programs.messages import CATALOGUES, DECLARED, INELIGIBLE, NATIONALITIES
from registry.texts import Text

FEWEST_NAMES, LONGEST_NAME = 2, 320
SHORTEST_DOCUMENT, LONGEST_DOCUMENT = 5, 40
#: Without it nobody can tell whether a person may apply; it needs no consent (R70).
ALWAYS_NEEDED = ("nationality",)


def needed_for(program: Program) -> tuple[str, ...]:
    """The attributes that applying needs; all others are optional."""
    levels = program.eligibility.study_levels if program.eligibility else ()
    return (*ALWAYS_NEEDED, *(("study_level",) if levels else ()))


def checked(program: Program, declaration: Declaration) -> dict[str, str]:
    """The answers to keep. Raises DeclarationUnfit, ConsentMissing for optional answers without consent."""
    needed = needed_for(program)
    given = {name: value.strip() for name, value in declaration.declared.items() if value and value.strip()}
    for name in needed:
        if name not in given:
            raise DeclarationUnfit(name, MISSING.format(name=DECLARED[name]))
    for name, value in given.items():
        if name not in DECLARED or value not in options(name):
            raise DeclarationUnfit(name if name in DECLARED else "nationality", CHOOSE)
    if set(given) - set(needed) and not declaration.consent:
        raise ConsentMissing()
    eligibility = program.eligibility
    if eligibility is not None:
        _check_eligible(eligibility, given, declaration)
    document(declaration)
    return given


def _check_eligible(eligibility: Eligibility, given: Mapping[str, str], declaration: Declaration) -> None:
    if eligibility.study_levels and given["study_level"] not in eligibility.study_levels:
        raise DeclarationUnfit("study_level", INELIGIBLE["study_level"])
    if declaration.document_kind not in eligibility.identity:
        raise DeclarationUnfit("document_kind", CHOOSE)


def options(name: str) -> Mapping[str, Text]:
    """The answers to one question, by id."""
    if name == "state":
        return {one.code: one.name for one in content.states()}
    if name == "nationality":
        return NATIONALITIES
    return {one.id: one.label for one in content.catalog(CATALOGUES[name])}


def document(declaration: Declaration) -> str:
    """The document's number, cleaned. Raises DeclarationUnfit."""
    written = declaration.document.strip()
    if declaration.document_kind == "curp":
        code = read_curp(written).code
        if not is_valid(code):
            raise DeclarationUnfit("document", CURP)
        return f"curp:{code}"
    number = "".join(letter for letter in written.upper() if letter.isalnum())
    if not SHORTEST_DOCUMENT <= len(number) <= LONGEST_DOCUMENT:
        raise DeclarationUnfit("document", DOCUMENT)
    return f"{declaration.document_kind}:{number}"


def with_facts(person: PersonClaims, facts: Mapping[str, str]) -> PersonClaims:
    """The same person, declaring this."""
    return person._replace(facts=dict(facts))


MISSING = Text("Conteste «{name}»: hace falta para solicitar.", "Answer “{name}”: applying needs it.")
CHOOSE = Text("Elija una de las opciones.", "Choose one of the options.")
NAME = Text("Escriba su nombre completo, con apellidos.", "Write your full name, surnames included.")
CURP = Text(
    "Esa CURP no tiene la forma oficial o su dígito no corresponde; son 18 caracteres. Revísela o use otro documento.",
    "That CURP lacks the official form or check digit; it has 18 characters. Check it or choose another document.",
)
DOCUMENT = Text(
    "Escriba el número del documento: de 5 a 40 letras y números.", "Write the document's number: 5 to 40 characters."
)
