"""Refusals of the people room."""

from registry.errors import Conflict, NotFound, RegistryError
from registry.texts import Text


class TwoPeople(Conflict):
    """Two records with different CURPs were to be merged."""

    code = "two_people"
    text = Text(
        "Los dos registros tienen CURP distintas: son dos personas. Cada una recibe con su propia cuenta.",
        "The two records have different CURPs: they are two people. Each receives with an account of their own.",
    )


class CurpHeldByAnother(Conflict):
    """The CURP belongs to another record, or this record has another CURP."""

    code = "curp_held_by_another"
    text = Text(
        "Esa CURP está en otro registro. Si los dos son suyos, únalos; si no, avise a su institución.",
        "That CURP belongs to another person's record. If both are yours, unite your records; if not, tell your "
        "institution.",
    )


class PhoneMalformed(RegistryError):
    """Not a telephone number."""

    code = "phone_malformed"
    text = Text(
        "«{phone}» no es un teléfono. Escriba los 10 dígitos, o con + y la clave del país si es de otro país.",
        "“{phone}” is not a telephone number. Write the 10 digits, or + and the country code for another country.",
    )


class NoSuchMerge(NotFound):
    """There is nothing of this holder's to undo, or its time is over."""

    code = "no_such_merge"
    text = Text(
        "Ya no hay nada que deshacer: pasó el plazo o ya se deshizo.",
        "There is nothing left to undo: the time is over, or it has been undone.",
    )


class StaffAccount(Conflict):
    """An account that staff work with is neither united nor recovered here."""

    code = "staff_account"
    text = Text(
        "Esa cuenta trabaja para una institución o para el registro; por seguridad no se une con otra ni se recupera "
        "aquí. Pida ayuda a quien la administra.",
        "That account works for an institution or the registry; for safety it is neither united nor recovered here. "
        "Ask whoever administers it.",
    )


class GuardianNeeded(Conflict):
    """A minor shares only with a guardian's consent."""

    code = "guardian_needed"
    text = Text(
        "Por ser menor de edad, para compartir hace falta el consentimiento de su madre, padre o tutor. Pídalo en «Mis "
        "datos y mis derechos».",
        "Because you are under age, sharing needs the consent of your mother, father or guardian. Ask for it under “My "
        "data and my rights”.",
    )
