"""What the curriculum room refuses, and why."""

from __future__ import annotations

from registry.curriculum.faults import Fault, FaultyContent
from registry.errors import Conflict, NotFound, RegistryError
from registry.texts import Text

__all__ = [
    "CommentPeriodOpen",
    "ContentFixed",
    "Fault",
    "FaultyContent",
    "IncompleteFindings",
    "NoSuchStandard",
    "NoSuchTarget",
    "NothingInForce",
    "ReasonMissing",
    "TransitionRefused",
]


class NoSuchTarget(RegistryError):
    """The standard offers no such profile or part."""

    code = "no_such_target"
    text = Text(
        "El estándar {standard} no ofrece «{asked}». Elija una de estas opciones: {offered}.",
        "Standard {standard} does not offer “{asked}”. Choose one of: {offered}.",
    )


class NoSuchStandard(NotFound):
    """No standard has this name and version."""

    code = "no_such_standard"
    text = Text(
        "No hay un estándar {standard} versión {version}. Revise la lista de estándares.",
        "There is no standard {standard} version {version}. Check the list of standards.",
    )


class NothingInForce(NotFound):
    """Something needs content in force, and there is none."""

    code = "nothing_in_force"
    kind = "unavailable"
    text = Text(
        "No hay ninguna versión en vigor de: {what}. Cárguela y póngala en vigor.",
        "No version is in force of: {what}. Load one and put it in force.",
    )


class ContentFixed(Conflict):
    """Another content was handed in for a version that people may already rely on."""

    code = "content_fixed"
    text = Text(
        "{what} versión {version} ya está {state} con otro contenido, que no se cambia. "
        "Cargue el nuevo con otro número de versión.",
        "{what} version {version} is already {state} with other content, which does not change. "
        "Load the new one under another version number.",
    )


class TransitionRefused(Conflict):
    """The life cycle has no such step."""

    code = "standard_transition_refused"
    text = Text(
        "Un estándar «{from_state}» no puede pasar a «{to_state}». Desde ahí puede pasar a: {possible}.",
        "A standard that is “{from_state}” cannot become “{to_state}”. From there it can become: {possible}.",
    )


class CommentPeriodOpen(Conflict):
    """People were promised that they could comment until a day that has not passed."""

    code = "comment_period_open"
    text = Text(
        "El periodo de comentarios públicos termina el {until}. Ponga en vigor el estándar después de esa fecha.",
        "The public comment period ends on {until}. Put the standard in force after that date.",
    )


class ReasonMissing(RegistryError):
    """The step is public and needs a reason."""

    code = "standard_reason_missing"
    text = Text(
        "Escriba el motivo: se publica junto con el cambio de estado.",
        "Write the reason: it is published with the change of state.",
    )


class IncompleteFindings(RegistryError):
    """A review says nothing, or something that it may not, about a criterion."""

    code = "incomplete_findings"
    text = Text(
        "Faltan o no proceden los hallazgos de: {criteria}. Marque «Cumple» o «No cumple» en cada criterio que aplica.",
        "Findings are missing or do not fit for: {criteria}. "
        "Mark “Meets” or “Does not meet” for every criterion that applies.",
    )
