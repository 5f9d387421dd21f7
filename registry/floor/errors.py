"""What the room of the literacy floor refuses, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from registry.errors import Conflict, NotFound, RegistryError
from registry.texts import Text


@dataclass(frozen=True, slots=True)
class LineFinding:
    """What is wrong with one line of a file, or one cell of the grid. ``line`` counts from 1, headings included."""

    line: int
    code: str
    said: Text


class FileFindings(RegistryError):
    """Nothing of a file is kept while a line of it is wrong; ``findings`` says which and why."""

    code = "floor_file_findings"
    text = Text(
        "El archivo tiene {count} hallazgos y no se guardó nada. Corríjalos y envíelo otra vez.",
        "The file has {count} findings, and nothing was saved. Correct them and send it again.",
    )

    def __init__(self, findings: Sequence[LineFinding]) -> None:
        self.findings = tuple(findings)
        super().__init__(count=len(findings))


class FileUnreadable(RegistryError):
    """Not a CSV with the columns that are needed."""

    code = "floor_file_unreadable"
    text = Text(
        "No pudimos leer el archivo: {problem} Envíe un CSV con las columnas {columns}.",
        "We could not read the file: {problem} Send a CSV with the columns {columns}.",
    )


class NothingChanged(RegistryError):
    """An act without a line."""

    code = "floor_nothing_changed"
    text = Text(
        "Ninguna meta cambió: escriba al menos un número distinto del que ya está.",
        "No target has changed: write at least one number that differs from what is there.",
    )


class TargetUnfit(RegistryError):
    """A target that cannot be one."""

    code = "floor_target_unfit"
    text = Text("{where}: {problem}", "{where}: {problem}")


class SourceMissing(RegistryError):
    """Who says so, and on what date."""

    code = "floor_source_missing"
    text = Text(
        "Escriba la fuente (el acto, plan u oficio), con 4 caracteres o más.",
        "Write the source (the act, plan or letter), in 4 characters or more.",
    )


class DatesUnfit(RegistryError):
    """Dates out of order, or of the future."""

    code = "floor_dates_unfit"
    text = Text("Revise las fechas: {problem}", "Check the dates: {problem}")


class NoSuchAct(NotFound):
    """No act of targets has this key."""

    code = "floor_no_such_act"
    text = Text("No encontramos ese acto de metas.", "We could not find that act of targets.")


class ActUndone(Conflict):
    """It was undone already."""

    code = "floor_act_undone"
    text = Text("Ese acto ya se había deshecho.", "That act had been undone already.")


class CctUnfit(RegistryError):
    """Not the key of a school."""

    code = "cct_unfit"
    text = Text(
        "«{cct}» no es una CCT: son 2 dígitos de entidad (01 a 32), 3 letras, 4 dígitos y 1 verificador, como "
        "20DES0000Z.",
        "“{cct}” is not a CCT: it is 2 digits for the state (01 to 32), 3 letters, 4 digits and 1 check character, "
        "such as 20DES0000Z.",
    )


class NotSecondary(RegistryError):
    """A school of another kind: the recognition is for secondary schools."""

    code = "cct_not_secondary"
    text = Text(
        "{cct} no es de secundaria: las letras 4 y 5 deben ser {services}.",
        "{cct} is not a secondary school's: characters 4 and 5 must be {services}.",
    )


class StaffUnfit(RegistryError):
    """Not a number of teachers."""

    code = "school_staff_unfit"
    text = Text(
        "La planta docente es un número entero de 1 a {most}.",
        "The teaching staff is a whole number from 1 to {most}.",
    )


class NameUnfit(RegistryError):
    """A school needs a name of sensible length."""

    code = "school_name_unfit"
    text = Text(
        "Escriba el nombre de la escuela, de 3 a 160 caracteres.", "Write the school's name, 3 to 160 characters."
    )


class DeclaredTwice(Conflict):
    """The same date twice for one school."""

    code = "school_declared_twice"
    text = Text(
        "{cct} ya tiene una declaración del {day}. Si estaba mal, retírela antes; si la planta cambió, use la fecha "
        "nueva.",
        "{cct} already has a declaration of {day}. If it was wrong, withdraw it first; if the staff has changed, use "
        "the new date.",
    )


class NoDeclaration(NotFound):
    """Nothing was declared for that school."""

    code = "school_not_declared"
    text = Text("Esa escuela no tiene declaración vigente.", "That school has no declaration in force.")


class NoSuchChamber(NotFound):
    """Not in the catalogue."""

    code = "no_such_chamber"
    text = Text("Esa cámara no está en el catálogo.", "That chamber is not in the catalogue.")


class LabelUnfit(RegistryError):
    """A code is told from others by its label."""

    code = "chamber_label_unfit"
    text = Text(
        "Escriba para qué es el código, de 3 a 80 caracteres; por ejemplo, «Feria regional 2026».",
        "Write what the code is for, 3 to 80 characters; for example, “Regional fair 2026”.",
    )


class TooManyCodes(RegistryError):
    """More codes than anybody can tell apart."""

    code = "chamber_too_many_codes"
    text = Text(
        "La cámara ya tiene {most} códigos vigentes. Retire los que ya no usa.",
        "The chamber already has {most} codes in use. Withdraw those no longer needed.",
    )


class NoSuchChamberCode(NotFound):
    """Nobody gave out this code."""

    code = "no_such_chamber_code"
    text = Text(
        "Ninguna cámara dio ese código. Revíselo letra por letra, o pida otro a su cámara.",
        "No chamber gave out that code. Check it letter by letter, or ask your chamber for another.",
    )


class CodeWithdrawn(Conflict):
    """It was withdrawn already."""

    code = "chamber_code_withdrawn"
    text = Text("Ese código ya estaba retirado.", "That code had been withdrawn already.")
