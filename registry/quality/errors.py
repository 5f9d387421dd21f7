"""What the room of quality refuses, and why."""

from __future__ import annotations

from registry.errors import Conflict, NotFound, RegistryError
from registry.texts import Text


class NoSuchAudit(NotFound):
    """No audit has this number."""

    code = "no_such_audit"
    text = Text("No encontramos esa auditoría.", "We could not find that audit.")


class NoSuchRecord(NotFound):
    """The sample has no such code."""

    code = "no_such_audit_record"
    text = Text("La muestra no tiene esa clave.", "The sample has no such code.")


class AuditUnderWay(Conflict):
    """One audit of a definition at a time."""

    code = "audit_under_way"
    text = Text(
        "Esta microcredencial ya tiene una auditoría en curso: {number}.",
        "This microcredential already has an audit under way: {number}.",
    )


class PeriodUnfit(RegistryError):
    """The seed must be committed to before the period ends."""

    code = "audit_period_unfit"
    text = Text(
        "El periodo debe terminar hoy o después, a lo más en {months} meses: la semilla se compromete antes de que "
        "termine.",
        "The period must end today or later, within {months} months: the seed is committed to before it ends.",
    )


class PeriodRunning(Conflict):
    """Nothing is drawn from a period that has not ended."""

    code = "audit_period_running"
    text = Text(
        "El periodo termina el {day}. Sortee al día siguiente.", "The period ends on {day}. Draw the day after."
    )


class NothingIssued(Conflict):
    """There is nothing to draw from."""

    code = "audit_nothing_issued"
    text = Text(
        "En el periodo no se emitió nada de esta microcredencial que siga en pie. Cancele la auditoría.",
        "Nothing of this microcredential was issued in the period that still stands. Call the audit off.",
    )


class AuditMovedOn(Conflict):
    """It is not at this step any more."""

    code = "audit_moved_on"
    text = Text(
        "La auditoría ya pasó ese paso; vuelva a abrirla para ver en qué va.",
        "The audit has passed that step; open it again to see how it stands.",
    )


class EvidenceLate(Conflict):
    """The time for evidence is over."""

    code = "audit_evidence_late"
    text = Text(
        "El plazo para entregar evidencia terminó el {day}.", "The time for handing in evidence ended on {day}."
    )


class EvidenceLacking(RegistryError):
    """Neither words nor files."""

    code = "audit_evidence_lacking"
    text = Text(
        "Adjunte al menos un archivo con la evidencia de la evaluación.",
        "Attach at least one file with the evidence of the assessment.",
    )


class TooManyFiles(RegistryError):
    """More than a reviewer would read."""

    code = "audit_too_many_files"
    text = Text("Son a lo más {most} archivos por registro.", "At most {most} files for each record.")


class NotImpartial(Conflict):
    """Who works for the institution does not decide about it."""

    code = "audit_not_impartial"
    text = Text(
        "Quien trabaja en la institución auditada, o emitió el registro, no puede decidir sobre él.",
        "Whoever works at the audited institution, or issued the record, cannot decide about it.",
    )


class ReasonsMissing(RegistryError):
    """A decision is reasoned."""

    code = "audit_reasons_missing"
    text = Text(
        "Escriba las razones de la decisión, con al menos {minimum} caracteres.",
        "Write the reasons of the decision, in at least {minimum} characters.",
    )


class DecisionUnfit(RegistryError):
    """Not one of the two results."""

    code = "audit_decision_unfit"
    text = Text(
        "Elija una decisión: competente o todavía no competente.", "Choose a decision: competent or not yet competent."
    )


class FileGone(RegistryError):
    """Evidence is kept for a while and no longer."""

    code = "audit_file_gone"
    kind = "gone"
    text = Text(
        "La evidencia se borra {days} días después de cerrar la auditoría; queda su huella.",
        "Evidence is deleted {days} days after the audit has closed; its digest remains.",
    )
