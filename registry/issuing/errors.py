"""Refusals of the issuing room."""

from __future__ import annotations

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


class PlanOverlaps(Conflict):
    """Since the review another list with some of the same people was committed, or somebody was issued to alone."""

    code = "plan_overlaps"
    text = Text(
        "Desde que usted revisó este archivo, algunas de sus personas se emitieron o están en otra lista que se está "
        "emitiendo. Revise las filas otra vez: esas quedarán fuera. No se emitió nada.",
        "Since you reviewed this file, some of its people were issued to or stand in another list that is being "
        "issued. Check the rows again: those will be left out. Nothing was issued.",
    )


class ReviewFailed(RegistryError):
    """A worker could not judge a file."""

    code = "review_failed"
    text = Text(
        "No pudimos revisar el archivo por una falla de nuestro lado, después de varios intentos. El archivo sigue "
        "guardado: intente otra vez más tarde o avise a quien opera el registro.",
        "We could not check the file because of a failure on our side, after several attempts. The file is still kept: "
        "try again later, or tell whoever runs the registry.",
    )


class ReviewRefused(RegistryError):
    """A worker could not read a file; ``reason`` is the refusal of reading."""

    code = "review_refused"
    text = Text("La revisión se detuvo: {reason}", "The check stopped: {reason}")


class NotUnderWay(Conflict):
    """Pausing or resuming what is not being issued."""

    code = "not_under_way"
    text = Text(
        "Este archivo no se está emitiendo, así que no hay nada que pausar ni reanudar. Vuelva a cargar la página para "
        "ver en qué estado está.",
        "This file is not being issued, so there is nothing to pause or resume. Reload the page to see its state.",
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
