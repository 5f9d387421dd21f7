"""Refusals of the identity room."""

from registry.errors import Conflict, NotFound, RegistryError
from registry.texts import Text


class NoSuchCase(NotFound):
    """No case, or not one of this desk's."""

    code = "no_such_case"
    text = Text("No existe esa solicitud, o no es de su mesa.", "There is no such request, or it is not of your desk.")


class CaseLinkSpent(RegistryError):
    """The link is wrong, or the request was not confirmed in time."""

    code = "case_link_spent"
    kind = "gone"
    text = Text(
        "Este enlace no existe, o la solicitud no se confirmó a tiempo. Haga otra.",
        "This link does not exist, or the request was not confirmed in time. Make another.",
    )


class NotInThisState(Conflict):
    """The case has moved on."""

    code = "case_moved_on"
    text = Text(
        "La solicitud ya cambió de estado; vuelva a abrirla para ver en qué va.",
        "The request has moved on; open it again to see how it stands.",
    )


class FourEyes(Conflict):
    """Whoever proposed cannot approve, and nobody decides about themselves."""

    code = "four_eyes"
    text = Text(
        "Debe aprobar otra persona: ni quien propuso ni la persona interesada pueden hacerlo.",
        "Somebody else must approve: neither whoever proposed nor the person concerned may.",
    )


class RecordNotFound(RegistryError):
    """No award of this institution has that folio."""

    code = "record_not_found"
    text = Text(
        "No hay una microcredencial de su institución con el folio {folio}. Revíselo letra por letra.",
        "No microcredential of your institution has the folio {folio}. Check it letter by letter.",
    )


class OneRecordAlready(Conflict):
    """Both folios belong to one record."""

    code = "one_record_already"
    text = Text(
        "Los dos folios ya son del mismo registro: no hay nada que unir.",
        "Both folios already belong to the same record: there is nothing to unite.",
    )


class EvidenceMissing(RegistryError):
    """A proposal says by what the proposer knows."""

    code = "evidence_missing"
    text = Text(
        "Escriba cómo comprobó quién es la persona, con al menos {minimum} caracteres (qué vio, cuándo y dónde).",
        "Write how you established who the person is, in at least {minimum} characters (what you saw, when and where).",
    )


class FolioUnreadable(RegistryError):
    """Not a folio."""

    code = "folio_unreadable"
    text = Text(
        "«{folio}» no es un folio: tiene 14 letras y números, como 7Q4K-M2ZT-9XW3-HA. Revíselo, o déjelo vacío.",
        "“{folio}” is not a folio: it has 14 letters and digits, like 7Q4K-M2ZT-9XW3-HA. Check it, or leave it empty.",
    )


class CurpUnreadable(RegistryError):
    """Not a CURP."""

    code = "curp_unreadable"
    text = Text(
        "La CURP tiene 18 caracteres y el último comprueba a los demás; la que escribió no coincide. Revísela o déjela "
        "vacía.",
        "A CURP has 18 characters, the last of which checks the others; what you typed does not fit. Check it, or "
        "leave it empty.",
    )


class LastWayIn(Conflict):
    """Without it nobody could sign in to the account."""

    code = "last_way_in"
    text = Text(
        "Es la única forma de entrar a esta cuenta. Agregue antes un correo o una llave de acceso.",
        "It is the only way into this account. Add an e-mail or a passkey first.",
    )
