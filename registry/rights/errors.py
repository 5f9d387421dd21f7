"""Refusals about requests on one's own data."""

from registry.errors import Conflict, NotFound, RegistryError
from registry.texts import Text


class NoSuchRequest(NotFound):
    """No request, or somebody else's."""

    code = "no_such_rights_request"
    text = Text(
        "No existe esa solicitud, o no es suya. Revise el número o el enlace.",
        "There is no such request, or it is not yours. Check the number or the link.",
    )


class AlreadyAsked(Conflict):
    """There is an open request of the same kind."""

    code = "already_asked"
    text = Text(
        "Ya tiene una solicitud igual en curso, la {number}. Espere su respuesta, o retírela y haga otra.",
        "You have a request of this kind under way, {number}. Wait for its answer, or withdraw it and make another.",
    )


class RequestMovedOn(Conflict):
    """The state does not allow it (any more)."""

    code = "rights_request_moved_on"
    text = Text(
        "La solicitud ya cambió de estado. Vuelva a abrirla para ver en qué va.",
        "The request has moved on. Open it again to see how it stands.",
    )


class AnswerTooShort(RegistryError):
    """An answer is written out."""

    code = "rights_answer_too_short"
    text = Text(
        "Explíquelo con al menos {minimum} caracteres: la persona lo leerá y puede inconformarse.",
        "Explain it in at least {minimum} characters: the person will read it and may contest it.",
    )


class NothingToChange(RegistryError):
    """Every document says this name already."""

    code = "nothing_to_rectify"
    text = Text(
        "Las microcredenciales que eligió ya dicen «{name}». Escriba el nombre como debe quedar.",
        "The microcredentials that you chose already say “{name}”. Write the name as it should be.",
    )


class ChooseAwards(RegistryError):
    """None was chosen, or one that is not the person's."""

    code = "choose_awards"
    text = Text("Elija al menos una de sus microcredenciales.", "Choose at least one of your microcredentials.")


class StaffMustLeave(Conflict):
    """Whoever works here is erased as a holder alone."""

    code = "own_request"
    text = Text(
        "Es sobre sus propios datos: debe atenderla otra persona.",
        "It is about your own data: somebody else must deal with it.",
    )


class ExportNotReady(NotFound):
    """The copy is not made yet, or was deleted."""

    code = "export_not_ready"
    text = Text(
        "La copia todavía no está lista, o pasaron los días para descargarla. Pida otra.",
        "The copy is not ready yet, or the days for downloading it are over. Ask for another.",
    )


class AuthorityDecides(Conflict):
    """The institution may not sign any more."""

    code = "authority_decides"
    text = Text(
        "La institución cerró o no tiene hoy acreditación vigente, así que esta corrección la resuelve la "
        "autoridad, que ya la tiene en su lista.",
        "The institution has closed or is not accredited today, so the authority decides this correction: it is on its "
        "list.",
    )


class ConsentSpent(RegistryError):
    """The link for a guardian is wrong or over."""

    code = "guardian_link_spent"
    kind = "gone"
    text = Text(
        "Este enlace no existe o ya no hace falta. Pida a su hija, hijo o pupilo que lo envíe otra vez.",
        "This link does not exist or is no longer needed. Ask the minor in your care to send it again.",
    )


class PurposeUnknown(RegistryError):
    """Not a voluntary purpose of the notice."""

    code = "purpose_unknown"
    text = Text("Elija una de las finalidades voluntarias.", "Choose one of the voluntary purposes.")


class BirthDateWrong(RegistryError):
    """A date of birth that cannot be."""

    code = "birth_date_wrong"
    text = Text(
        "Escriba una fecha de nacimiento que exista y ya haya pasado, como 2009-05-30.",
        "Write a date of birth that exists and is past, such as 2009-05-30.",
    )
