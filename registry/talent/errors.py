"""Refusals of the talent room."""

from registry.errors import Conflict, NotAllowed, NotFound, RegistryError
from registry.texts import Text


class FieldMissing(RegistryError):
    """Something that is asked for is not there, or is none of the choices. ``field`` names it for the form."""

    code = "talent_field_missing"
    text = Text("Falta este dato o no es de la lista: {label}.", "This is missing or not in the list: {label}.")


class TextTooLong(RegistryError):
    """More characters than fit."""

    code = "talent_text_too_long"
    text = Text(
        "El texto tiene {length} caracteres; el máximo es {maximum}. Acórtelo.",
        "The text has {length} characters; the limit is {maximum}. Shorten it.",
    )


class ContactInText(RegistryError):
    """A link, an address or a telephone number stands in a text that must have none."""

    code = "contact_in_text"
    text = Text(
        "El texto contiene un enlace, un correo o un teléfono («{found}»). El contacto es solo por el registro: "
        "quítelo.",
        "The text contains a link, an e-mail or a telephone number (“{found}”). Contact is through the registry only: "
        "remove it.",
    )


class DomainUnfit(RegistryError):
    """The address is not at the organisation's own domain."""

    code = "employer_domain_unfit"
    text = Text(
        "El correo debe ser del dominio de la organización ({domain}), no de un servicio de correo gratuito ni de otro "
        "dominio. Así se sabe que alguien de ahí lo pide.",
        "The e-mail must be at the organisation's own domain ({domain}), not at a free mail service or another domain. "
        "That is how one knows that somebody there asks.",
    )


class EmployerKnown(Conflict):
    """The domain already has an employer that is verified or waits to be."""

    code = "employer_known"
    text = Text(
        "Ya hay una organización con el dominio {domain}, verificada o en trámite. Pida a quien la administra que le "
        "invite.",
        "There already is an organisation with the domain {domain}, verified or waiting. Ask its administrator to "
        "invite you.",
    )


class NoSuchEmployer(NotFound):
    """There is no such employer, or the link of its mail is over."""

    code = "no_such_employer"
    text = Text(
        "Ese enlace ya no sirve o no existe la organización. Pida la verificación otra vez.",
        "That link is no longer good, or there is no such organisation. Ask for verification again.",
    )


class ChangeMovedOn(Conflict):
    """A change of an organisation's details is no longer what the page showed."""

    code = "employer_change_moved_on"
    text = Text(
        "Ese cambio ya se resolvió, se retiró o se volvió a cambiar. Vuelva a cargar la página.",
        "That change has been decided, taken back or changed again. Reload the page.",
    )


class EmployerStateForbids(Conflict):
    """The employer's state does not allow the step."""

    code = "employer_state_forbids"
    text = Text(
        "La organización está «{state}»; este paso no aplica. Vuelva a cargar la página.",
        "The organisation is “{state}”; this step does not apply. Reload the page.",
    )


class NotVerified(NotAllowed):
    """The employer's verification does not hold today."""

    code = "employer_not_verified"
    text = Text(
        "La verificación de {name} no está vigente ({state}): no puede publicar, buscar ni escribir. Escriba a la "
        "autoridad o pida la verificación otra vez.",
        "The verification of {name} does not hold ({state}): it cannot post, search or write. Write to the authority, "
        "or ask for verification again.",
    )


class WorksElsewhere(Conflict):
    """The account already works for another employer."""

    code = "works_for_another_employer"
    text = Text(
        "Esa cuenta ya trabaja para otra organización. Use otro correo: una cuenta, una organización.",
        "That account already works for another organisation. Use another e-mail: one account, one organisation.",
    )


class ReasonMissing(RegistryError):
    """A decision without its reason."""

    code = "talent_reason_missing"
    text = Text("Escriba el motivo: lo leerá la organización.", "Write the reason: the organisation will read it.")


class SkillUnknown(RegistryError):
    """Not a competency of a standard in force."""

    code = "skill_unknown"
    text = Text(
        "«{skill}» no es una competencia de un estándar en vigor. Elija de la lista.",
        "“{skill}” is not a competency of a standard in force. Choose from the list.",
    )


class TracksMixed(RegistryError):
    """Competencies of both tracks in one need."""

    code = "tracks_mixed"
    text = Text(
        "Eligió competencias de las dos vías. Alfabetización e ingeniería no se mezclan: publique dos necesidades.",
        "You chose competencies of both tracks. Literacy and engineering are not mixed: post two needs.",
    )


class DatesUnfit(RegistryError):
    """The days of a need do not fit."""

    code = "need_dates_unfit"
    text = Text(
        "El plazo debe empezar hoy o después, terminar después de empezar y durar a lo más {days} días.",
        "The period must begin today or later, end after it begins, and last {days} days at most.",
    )


class PlacesUnfit(RegistryError):
    """Not a number of places."""

    code = "need_places_unfit"
    text = Text(
        "Escriba cuántas plazas son, de 1 a {maximum}.", "Write how many places there are, from 1 to {maximum}."
    )


class TooManyNeeds(Conflict):
    """As many open needs as an employer may have."""

    code = "too_many_needs"
    text = Text(
        "Ya tiene {maximum} necesidades abiertas. Cierre alguna antes de publicar otra.",
        "You already have {maximum} open needs. Close one before posting another.",
    )


class NoSuchNeed(NotFound):
    """There is no such need, or it is not this employer's."""

    code = "no_such_need"
    text = Text(
        "No existe esa necesidad o no es de su organización.",
        "There is no such need, or it is not your organisation's.",
    )


class NeedStateForbids(Conflict):
    """The need's state does not allow the step."""

    code = "need_state_forbids"
    text = Text("La necesidad está «{state}»; este paso no aplica.", "The need is “{state}”; this step does not apply.")


class UnderAge(NotAllowed):
    """Somebody under 18 wants to be found."""

    code = "talent_under_age"
    text = Text(
        "Solo pueden ser encontradas las personas de 18 años o más. Lo demás de su registro funciona igual.",
        "Only people of 18 or older can be found. Everything else of your record works as before.",
    )


class ConsentMissing(RegistryError):
    """The box of the consent was not ticked."""

    code = "talent_consent_missing"
    text = Text(
        "Marque la casilla si está de acuerdo; sin ella nadie podrá encontrarle.",
        "Tick the box if you agree; without it nobody can find you.",
    )


class NothingToFind(Conflict):
    """No current microcredential: there is nothing to be found by."""

    code = "talent_nothing_to_find"
    text = Text(
        "No tiene hoy una microcredencial vigente y aceptada, así que no hay por qué encontrarle. Cuando la tenga, "
        "vuelva aquí.",
        "You hold no current, accepted microcredential today, so there is nothing to be found by. Come back when you "
        "hold one.",
    )


class NoSuchSearch(NotFound):
    """A search is over, or another employer's."""

    code = "no_such_search"
    text = Text(
        "Esa búsqueda ya terminó: se guardan un día. Búsquela otra vez.",
        "That search is over: they are kept for a day. Search again.",
    )


class NotFindable(NotFound):
    """Somebody is not to be found by this employer any more."""

    code = "talent_not_findable"
    text = Text(
        "Esa persona ya no aparece: dejó de buscar, venció lo que la hacía visible o no es para su organización.",
        "That person no longer shows: they stopped looking, what made them visible has expired, or they are not to be "
        "found by your organisation.",
    )


class ContactLimit(RegistryError):
    """As many messages as an employer may send in a day."""

    code = "contact_limit"
    kind = "limited"
    text = Text(
        "Su organización ya escribió a {maximum} personas en las últimas 24 horas. Siga mañana.",
        "Your organisation has written to {maximum} people in the last 24 hours. Go on tomorrow.",
    )


class ContactedAlready(Conflict):
    """The employer wrote to this person not long ago."""

    code = "contacted_already"
    text = Text(
        "Su organización ya le escribió a esta persona hace menos de {days} días. Espere su respuesta.",
        "Your organisation has already written to this person less than {days} days ago. Wait for the answer.",
    )


class NoSuchContact(NotFound):
    """There is no such message, or it is not this reader's."""

    code = "no_such_contact"
    text = Text("No existe ese mensaje o ya se borró.", "There is no such message, or it has been deleted.")


class ContactOver(Conflict):
    """The message was answered or has ended."""

    code = "contact_over"
    text = Text("Ese mensaje ya tiene respuesta o terminó.", "That message has been answered or has ended.")


class NothingShared(RegistryError):
    """A yes without anything to reach the person by."""

    code = "contact_nothing_shared"
    text = Text(
        "Escriba un correo o teléfono, o elija al menos una microcredencial: sin eso la empresa no puede seguir.",
        "Write an e-mail or telephone number, or choose at least one microcredential: without it the employer cannot "
        "go on.",
    )


class SearchLimit(RegistryError):
    """As many searches as an employer may make in an hour."""

    code = "talent_search_limit"
    kind = "limited"
    text = Text(
        "Su organización ya hizo {maximum} búsquedas en la última hora. Siga más tarde.",
        "Your organisation has made {maximum} searches in the last hour. Go on later.",
    )
