"""Refusals of the awards room."""

from registry.errors import Conflict, NotFound, RegistryError
from registry.texts import Text


class NotAccredited(RegistryError):
    """The provider may not issue this now."""

    code = "not_accredited"
    kind = "denied"
    text = Text(
        "{provider} no tiene acreditación vigente para {standard} ({scope}) el {at}. No se emitió nada. "
        "Revise el estado de su acreditación o solicite una.",
        "{provider} holds no accreditation in force for {standard} ({scope}) on {at}. Nothing was issued. "
        "Check the state of your accreditation or apply for one.",
    )


class ConditionOverdue(NotAccredited):
    """The provider was accredited on a condition whose time has passed."""

    code = "condition_overdue"
    text = Text(
        "La acreditación {number} de {provider} tenía una condición por cumplir a más tardar el {due}, y la autoridad "
        "no la ha dado por cumplida. No se emitió nada. Acredite ante la autoridad que ya la cumple.",
        "Accreditation {number} of {provider} had a condition to be met by {due}, and the authority has not recorded "
        "it as met. Nothing was issued. Show the authority that it is met.",
    )


class DefinitionNotOpen(Conflict):
    """The definition version is a draft or was withdrawn."""

    code = "definition_not_published"
    text = Text(
        "«{title}» no está publicada en esta versión; publíquela antes de emitir.",
        "“{title}” is not published in this version; publish it before issuing.",
    )


class RequirementsNotMet(RegistryError):
    """A result lies below a minimum of the standard."""

    code = "requirements_not_met"
    text = Text(
        "{name}: {instrument} {score}, mínimo {minimum}. No se emite por debajo del mínimo del estándar.",
        "{name}: {instrument} {score}, minimum {minimum}. Nothing is issued below the standard's minimum.",
    )


class ScoreMissing(RegistryError):
    """An instrument of the definition has no score."""

    code = "score_missing"
    text = Text(
        "{name}: falta la puntuación de {instrument}. Escriba un número de 0 a 100.",
        "{name}: the score for {instrument} is missing. Write a number from 0 to 100.",
    )


class DateNotAcceptable(RegistryError):
    """A date of achievement in the future, or before the definition existed in the standard's life."""

    code = "date_not_acceptable"
    text = Text(
        "{name}: la fecha de logro {day} está en el futuro. Escriba el día en que se obtuvo.",
        "{name}: the date of achievement {day} is in the future. Write the day on which it was earned.",
    )


class ModeNotOffered(RegistryError):
    """A mode of participation that the definition does not offer."""

    code = "mode_not_offered"
    text = Text(
        "{name}: la modalidad «{mode}» no está entre las de esta microcredencial ({offered}). Elija una de ellas.",
        "{name}: the mode “{mode}” is not among those of this microcredential ({offered}). Choose one of them.",
    )


class CanonicalFormDiffers(RegistryError):
    """The compiled canonical form is not the general engine's: a fault of this program, and nothing was issued."""

    code = "canonical_form_differs"
    kind = "unavailable"
    text = Text(
        "La forma canónica calculada de {document} no coincide con la de comprobación; no se emitió nada. "
        "Avise a quien opera el registro.",
        "The computed canonical form of {document} does not equal the one of the check; nothing was issued. "
        "Tell whoever operates the registry.",
    )


class ShareNotFound(NotFound):
    """No share link answers to that token."""

    code = "share_not_found"
    text = Text(
        "Este enlace no existe o está incompleto. Pida a la persona titular que se lo envíe otra vez.",
        "This link does not exist or is incomplete. Ask the holder to send it again.",
    )


class ShareClosed(NotFound):
    """The holder withdrew the link, or its time is over; that says nothing of the credential."""

    code = "share_closed"
    text = Text(
        "Este enlace dejó de funcionar el {day}: quien lo compartió le puso fecha o lo retiró. "
        "Eso no dice nada sobre la microcredencial. Pida un enlace nuevo.",
        "This link stopped working on {day}: the person who shared it set an end date or withdrew it. "
        "That says nothing about the microcredential. Ask for a new link.",
    )


class ShareCodeNeeded(RegistryError):
    """The link opens with a code that its holder tells."""

    code = "share_code_needed"
    kind = "denied"
    text = Text(
        "Este enlace pide una clave de un solo uso. Ábralo en un navegador y escriba la clave que le dé la persona "
        "que se lo envió.",
        "This link asks for a one-time code. Open it in a browser and type the code that the person who sent it "
        "gives you.",
    )


class ShareCodeWrong(RegistryError):
    """Another code than the one in force."""

    code = "share_code_wrong"
    kind = "denied"
    text = Text(
        "Esa clave no es, o ya se usó. Pida la de ahora a quien le envió el enlace. Quedan {left} intentos.",
        "That is not the code, or it was used already. Ask whoever sent you the link for the present one. "
        "Attempts left: {left}.",
    )


class ShareCodeSpent(RegistryError):
    """Too many wrong codes: the link opens to nobody until its holder makes a new one."""

    code = "share_code_spent"
    kind = "limited"
    text = Text(
        "Hubo demasiadas claves equivocadas y el enlace quedó cerrado. Pida una clave nueva a quien se lo envió.",
        "There were too many wrong codes, and the link is closed. Ask whoever sent it to you for a new code.",
    )


class NothingChosen(RegistryError):
    """Something of several, and none was chosen."""

    code = "nothing_chosen"
    text = Text("Elija al menos una microcredencial.", "Choose at least one microcredential.")


class TooManyChosen(RegistryError):
    """More than one page or one file can carry."""

    code = "too_many_chosen"
    text = Text(
        "Eligió {count} y caben {limit}. Quite algunas y haga otra con las demás.",
        "You chose {count} and {limit} fit. Leave some out and make another one for the rest.",
    )


class NoSuchPart(RegistryError):
    """A part of a ZIP beyond the last."""

    code = "no_such_part"
    text = Text(
        "Lo que eligió cabe en menos partes. Descargue la primera.",
        "What you chose fits into fewer parts. Download the first.",
    )


class HandleMalformed(RegistryError):
    """A page's address that cannot be one."""

    code = "handle_malformed"
    text = Text(
        "Escriba de 3 a 40 letras sin acento, números o guiones, por ejemplo ana-perez.",
        "Write 3 to 40 unaccented letters, digits or hyphens, for example ana-perez.",
    )


class HandleTaken(Conflict):
    """Somebody has, or had, a page under that address."""

    code = "handle_taken"
    text = Text(
        "Esa dirección ya tiene dueño. Elija otra, o deje que el registro ponga una al azar.",
        "That address is taken. Choose another one, or let the registry pick one at random.",
    )


class QuestionsOff(RegistryError):
    """The link answers no question about e-mails and CURPs: its holder does not want it, or there were too many."""

    code = "questions_off"
    kind = "denied"
    text = Text(
        "Este enlace no responde preguntas sobre correos o CURP. Compare con una identificación oficial.",
        "This link answers no questions about e-mails or CURPs. Compare with an official ID.",
    )


class AskedTooOften(RegistryError):
    """More questions through one link than an honest reader has."""

    code = "asked_too_often"
    kind = "limited"
    text = Text(
        "Por este enlace ya se preguntó varias veces. Espere a mañana, o compare con una identificación oficial.",
        "This link has been asked several times already. Wait until tomorrow, or compare with an official ID.",
    )


class NeitherEmailNorCurp(RegistryError):
    """What was typed is neither; nothing was asked."""

    code = "neither_email_nor_curp"
    text = Text(
        "Escriba un correo completo, como ana@correo.mx, o las 18 letras y números de una CURP. No se preguntó nada.",
        "Write a whole e-mail address, such as ana@mail.mx, or the 18 letters and digits of a CURP. Nothing was asked.",
    )


class ClaimNotFound(NotFound):
    """No claim answers to that token."""

    code = "claim_not_found"
    text = Text(
        "Este enlace para recibir no existe o está incompleto. "
        "Ábralo otra vez desde su correo o escriba el código completo.",
        "This link does not exist or is incomplete. Open it again from your e-mail, or type the whole code.",
    )


class ClaimClosed(Conflict):
    """The claim was used, cancelled, or its time is over."""

    code = "claim_closed"
    text = Text(
        "Este enlace para recibir ya no sirve: se usó, se canceló o venció. "
        "Si ya la recibió, entre con su correo; si no, pida otro a su institución.",
        "This link can no longer be used: it was used, cancelled or has expired. "
        "If you have received it, sign in with your e-mail; otherwise ask your institution for another.",
    )


class SlipAnswerWrong(RegistryError):
    """What was typed beside a slip's code is not the person's."""

    code = "slip_answer_wrong"
    text = Text(
        "No coincide con los datos de la persona titular. Revise y escriba otra vez; intentos que quedan: {left}.",
        "That does not match the holder's data. Check and type it again; attempts left: {left}.",
    )


class SignInFirst(RegistryError):
    """The person has an account, and this claim alone does not open it."""

    code = "sign_in_first"
    kind = "conflict"
    text = Text(
        "Ya hay una cuenta con estas microcredenciales. Entre primero con su cuenta y reciba esta después.",
        "There already is an account with these microcredentials. Sign in to it first, then receive this one.",
    )


class WhoseIsIt(RegistryError):
    """Nobody can tell whether the account's holder and this person are the same: the visitor says."""

    code = "whose_is_it"
    kind = "conflict"
    text = Text(
        "Diga si esta microcredencial es de la misma persona que las demás de esta cuenta.",
        "Say whether this microcredential belongs to the same person as the others in this account.",
    )


class AddressHeldByAnother(Conflict):
    """The e-mail opens the account of somebody else."""

    code = "address_held_by_another"
    text = Text(
        "Ese correo ya abre la cuenta de otra persona. Escriba uno que sea solo suyo.",
        "That e-mail already opens another person's account. Write one that is yours alone.",
    )


class NotAcceptedYet(Conflict):
    """The holder has not accepted the award."""

    code = "not_accepted_yet"
    text = Text(
        "Primero acepte la microcredencial; después podrá compartirla y descargarla.",
        "Accept the microcredential first; then you can share and download it.",
    )


class AlreadyAccepted(Conflict):
    """An accepted award cannot be rejected."""

    code = "already_accepted"
    text = Text(
        "Usted ya aceptó esta microcredencial. Si tiene un error, pida a la institución que la corrija o la revoque.",
        "You have already accepted this microcredential. If it is wrong, ask the institution to correct or revoke it.",
    )


class CertificateWithheld(Conflict):
    """Paper and pictures are not made of what is suspended or revoked: they cannot say so afterwards."""

    code = "certificate_withheld"
    text = Text(
        "Está {state}: no se imprime certificado ni insignia. El archivo firmado sí puede descargarlo.",
        "It is {state}: no certificate or badge is made. You can still download the signed file.",
    )


class ReasonUnknown(RegistryError):
    """A status reason that the catalogue does not list for that change."""

    code = "award_reason_unknown"
    text = Text(
        "El motivo «{reason}» no está en el catálogo para este cambio. Elija uno de la lista.",
        "The reason “{reason}” is not in the catalogue for this change. Choose one from the list.",
    )


class NotCorrectable(Conflict):
    """A suspended or revoked award: a new document would lift the suspension by the way."""

    code = "not_correctable"
    text = Text(
        "La microcredencial está {state}. Restablézcala antes de corregir el nombre; si está revocada, emita otra.",
        "The microcredential is {state}. Reinstate it before correcting the name; if it is revoked, issue another one.",
    )


class NothingToCorrect(Conflict):
    """The corrected name is the one that already stands there."""

    code = "nothing_to_correct"
    text = Text(
        "La microcredencial ya dice «{name}». Escriba el nombre corregido.",
        "The microcredential already says “{name}”. Write the corrected name.",
    )


class NotAPartner(RegistryError):
    """The institution was not asked to countersign."""

    code = "not_a_partner"
    kind = "denied"
    text = Text(
        "Su institución no figura como cofirmante de esta microcredencial.",
        "Your institution is not a co-signer of this microcredential.",
    )


class NoSuchCertificate(RegistryError):
    """Unknown folio or another surname: the answer is the same, so that nobody can list people (CONTRACT, Folio)."""

    code = "no_such_certificate"
    kind = "missing"
    text = Text(
        "No encontramos una microcredencial con ese folio y ese apellido. Revise ambos en el certificado; "
        "si coinciden, pida a la persona que le comparta su enlace.",
        "No microcredential has that folio and that surname. Check both on the certificate; "
        "if they match, ask the person to share a link with you.",
    )


class SignedTooLongAgo(Conflict):
    """Between signing and storing too much time passed: a machine slept, a database was away. Nothing was stored."""

    code = "signed_too_long_ago"
    text = Text(
        "Pasó demasiado tiempo entre firmar y guardar, y no se guardó nada. Al volver a intentarlo se firma de nuevo.",
        "Too much time passed between signing and storing, and nothing was stored. Trying again signs anew.",
    )


class CountersignatureMissing(NotFound):
    """The institution has not countersigned that microcredential, or took it back."""

    code = "countersignature_missing"
    text = Text(
        "Su institución no tiene una cofirma vigente en una microcredencial con ese folio. Revise el folio.",
        "Your institution has no standing countersignature on a microcredential of that folio. Check the folio.",
    )
