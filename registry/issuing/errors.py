"""Refusals of the issuing room."""

from registry.errors import Conflict, NotFound, RegistryError
from registry.texts import Text


class NoSuchBatch(NotFound):
    """There is no such batch at this institution."""

    code = "no_such_batch"
    text = Text(
        "No encontramos ese archivo. Vuelva a la lista de emisiones.",
        "We could not find that file. Go back to the list of issues.",
    )


class BatchClosed(Conflict):
    """The batch was committed, cancelled or undone."""

    code = "batch_closed"
    text = Text(
        "Este archivo ya no se puede cambiar: se confirmó, se canceló o se deshizo. Suba otro.",
        "This file can no longer be changed: it was committed, cancelled or undone. Upload another.",
    )


class PlanChanged(Conflict):
    """What would be issued is not what was reviewed."""

    code = "plan_changed"
    text = Text(
        "Lo que se iba a emitir cambió desde que usted lo revisó. Revise otra vez y confirme; no se emitió nada.",
        "What was to be issued has changed since you reviewed it. Review again and confirm; nothing was issued.",
    )


class NothingToIssue(RegistryError):
    """No row of the file qualifies."""

    code = "nothing_to_issue"
    text = Text(
        "Ninguna fila está lista para emitir. Descargue las que tienen hallazgos, corríjalas y súbalas otra vez.",
        "No row is ready to be issued. Download the rows with findings, correct them and upload the file again.",
    )


class TooLateToUndo(Conflict):
    """The mails are on their way."""

    code = "too_late_to_undo"
    text = Text(
        "Los correos ya salieron; deshacer dejó de ser posible. Puede revocar cada microcredencial con su motivo.",
        "The mails have gone out; undoing is no longer possible. You can revoke each microcredential with its reason.",
    )
