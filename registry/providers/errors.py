"""What the providers room refuses, and why."""

from __future__ import annotations

from registry.errors import Conflict, NotFound, RegistryError
from registry.texts import Text


class StepRefused(Conflict):
    """An application does not take this step from where it stands."""

    code = "application_step_refused"
    text = Text(
        "No se puede {step} una solicitud en estado «{state}». {why}",
        "An application that is “{state}” does not allow this step: {step}. {why}",
    )


class ChangeRefused(Conflict):
    """An accreditation does not take this change at this moment."""

    code = "accreditation_change_refused"
    text = Text(
        "No se puede {change} una acreditación en estado «{state}». {why}",
        "An accreditation that is “{state}” does not allow this change: {change}. {why}",
    )


class NoSuchProvider(NotFound):
    """There is no such institution."""

    code = "no_such_provider"
    text = Text(
        "No encontramos la institución «{slug}». Revise la dirección o búsquela en la lista.",
        "We could not find the institution “{slug}”. Check the address or look it up in the list.",
    )


class NoSuchApplication(NotFound):
    """There is no such application, or it is not this institution's."""

    code = "no_such_application"
    text = Text("No encontramos la solicitud «{number}».", "We could not find application “{number}”.")


class NoSuchAccreditation(NotFound):
    """There is no such accreditation."""

    code = "no_such_accreditation"
    text = Text("No encontramos la acreditación «{number}».", "We could not find accreditation “{number}”.")


class NoSuchFile(NotFound):
    """There is no such evidence, or it is not of this application."""

    code = "no_such_file"
    text = Text("No encontramos ese archivo en el expediente.", "We could not find that file in the dossier.")


class SlugUnfit(RegistryError):
    """The short name cannot stand in an address."""

    code = "slug_unfit"
    text = Text(
        "El nombre corto «{slug}» no sirve como dirección. Use de 3 a 40 letras minúsculas sin acento, números y "
        "guiones, por ejemplo «universidad-del-norte».",
        "The short name “{slug}” does not work as an address. Use 3 to 40 unaccented lower-case letters, digits and "
        "hyphens, for example “universidad-del-norte”.",
    )


class SlugTaken(Conflict):
    """Another institution has the short name."""

    code = "slug_taken"
    text = Text(
        "El nombre corto «{slug}» ya lo usa otra institución. Elija otro, por ejemplo «{suggestion}».",
        "Another institution already uses the short name “{slug}”. Choose another, for example “{suggestion}”.",
    )


class FieldUnfit(RegistryError):
    """A value of a form is missing, too long or not one of the list. ``field`` names it for the door."""

    code = "field_unfit"
    text = Text("Revise «{label}»: {problem}", "Check “{label}”: {problem}")


class SiteUnfit(FieldUnfit):
    """A value of a site is missing, too long or not one of the list."""

    code = "site_unfit"


class NoSuchSite(NotFound):
    """There is no such site, or it is another institution's."""

    code = "no_such_site"
    text = Text("No encontramos esa sede.", "We could not find that site.")


class TooManySites(Conflict):
    """An institution declares more sites than anybody keeps up to date by hand."""

    code = "too_many_sites"
    text = Text(
        "Ya declara {most} sedes, el máximo. Retire las que ya no usa.",
        "It declares {most} sites already, which is the limit. Withdraw those that are no longer used.",
    )


class ApplicationOpen(Conflict):
    """The institution has an application under way."""

    code = "application_open"
    text = Text(
        "Ya tiene una solicitud en curso, {number}. Continúe con ella o retírela antes de iniciar otra.",
        "You already have an application under way, {number}. Go on with it, or withdraw it before starting another.",
    )


class NotForCoSigners(Conflict):
    """A co-signer is registered, not accredited."""

    code = "not_for_co_signers"
    text = Text(
        "Un socio cofirmante no se acredita: firma junto con una institución acreditada.",
        "A co-signing partner is not accredited: it signs with an accredited institution.",
    )


class RenewalTooEarly(Conflict):
    """What is asked for is already covered for long."""

    code = "renewal_too_early"
    text = Text(
        "Su acreditación ya cubre lo que pide hasta el {until}. La renovación se abre el {opens}.",
        "Your accreditation already covers this until {until}. Renewal opens on {opens}.",
    )


class NothingAskedFor(RegistryError):
    """An application names no standard."""

    code = "nothing_asked_for"
    text = Text(
        "Elija al menos un estándar en vigor para el que pide la acreditación.",
        "Choose at least one standard in force to be accredited for.",
    )


class StandardNotInForce(Conflict):
    """An application names a standard that nobody can be accredited for."""

    code = "standard_not_in_force"
    text = Text(
        "El estándar {standard} no está en vigor. Elija uno que lo esté.",
        "Standard {standard} is not in force. Choose one that is.",
    )


class NoSuchCriterion(RegistryError):
    """The criteria have no such criterion, or it takes no document."""

    code = "no_such_criterion"
    text = Text(
        "El criterio {criterion} no existe en esta versión o no pide respuesta.",
        "Criterion {criterion} does not exist in this version or asks for no answer.",
    )


class StatementTooLong(RegistryError):
    """A statement is longer than a reviewer will read."""

    code = "statement_too_long"
    text = Text(
        "El texto tiene {length} caracteres y el máximo es {maximum}. Resuma y adjunte el documento completo.",
        "The text has {length} characters and the maximum is {maximum}. Summarize it and attach the full document.",
    )


class FileTooLarge(RegistryError):
    """A piece of evidence is too large."""

    code = "evidence_too_large"
    kind = "too_large"
    text = Text(
        "El archivo «{name}» pesa {size} MB y el máximo es {maximum} MB. Redúzcalo o divídalo.",
        "The file “{name}” is {size} MB and the maximum is {maximum} MB. Make it smaller or split it.",
    )


class TooManyFiles(Conflict):
    """A criterion or a dossier holds too many files."""

    code = "too_many_files"
    text = Text(
        "Cada criterio admite {maximum} archivos. Elimine uno antes de agregar otro.",
        "Each criterion takes {maximum} files. Remove one before adding another.",
    )


class FileTypeRefused(RegistryError):
    """A file is not of a kind that reviewers can open safely."""

    code = "file_type_refused"
    text = Text(
        "El archivo «{name}» no es de un tipo admitido. Adjunte PDF, PNG, JPG, DOCX, XLSX u ODT cuyo contenido "
        "corresponda a su extensión.",
        "The file “{name}” is not of an accepted type. Attach a PDF, PNG, JPG, DOCX, XLSX or ODT whose content matches "
        "its extension.",
    )


class DossierIncomplete(Conflict):
    """Mandatory criteria lack an answer. ``criteria`` names them."""

    code = "dossier_incomplete"
    text = Text(
        "Faltan respuestas o evidencias en: {criteria}. Complételas y vuelva a enviar.",
        "Answers or evidence are missing for: {criteria}. Complete them, then submit again.",
    )


class ConflictOfInterest(Conflict):
    """A reviewer may not rule on this institution."""

    code = "conflict_of_interest"
    text = Text(
        "{reviewer} tiene un vínculo con {provider} y no puede dictaminar esta solicitud. Designe a otra persona.",
        "{reviewer} has a tie to {provider} and cannot rule on this application. Assign somebody else.",
    )


class NotAReviewer(Conflict):
    """The account does not hold the reviewer's role."""

    code = "not_a_reviewer"
    text = Text(
        "{reviewer} no tiene el papel de persona dictaminadora. Otórguelo o designe a otra persona.",
        "{reviewer} does not hold the reviewer's role. Grant it, or assign somebody else.",
    )


class SeatsTaken(Conflict):
    """There is no free seat for another reviewer."""

    code = "seats_taken"
    text = Text(
        "Los {seats} lugares de dictamen están ocupados. Una tercera persona dictamina solo si las dos primeras no "
        "coinciden.",
        "All {seats} reviewing seats are taken. A third reviewer rules only if the first two disagree.",
    )


class AlreadyAssigned(Conflict):
    """The reviewer already has, or had, a seat."""

    code = "already_assigned"
    text = Text(
        "{reviewer} ya fue designada o se excusó de esta solicitud. Designe a otra persona.",
        "{reviewer} was already assigned to this application or was recused from it. Assign somebody else.",
    )


class NotYourReview(NotFound):
    """The account holds no seat in this application."""

    code = "not_your_review"
    text = Text("Usted no tiene designado este dictamen.", "You have not been assigned to review this application.")


class ReviewFiled(Conflict):
    """A filed review is never changed."""

    code = "review_filed"
    text = Text("Este dictamen ya se presentó y no se modifica.", "This review has been filed and cannot be changed.")


class FindingNeedsComment(RegistryError):
    """A criterion was found not met without saying why."""

    code = "finding_needs_comment"
    text = Text(
        "Explique por qué no se cumple: {criteria}. La institución leerá ese texto.",
        "Explain why these are not met: {criteria}. The institution will read that text.",
    )


class OpinionMissing(RegistryError):
    """A review without an opinion."""

    code = "opinion_missing"
    text = Text("Escriba la opinión general antes de presentar.", "Write the overall opinion before filing.")


class ReviewsMissing(Conflict):
    """A decision before every seat has ruled."""

    code = "reviews_missing"
    text = Text(
        "Faltan dictámenes: hay {filed} de {needed}. La decisión espera a que se presenten.",
        "Reviews are missing: {filed} of {needed} are in. The decision waits for them.",
    )


class ReviewersDisagree(Conflict):
    """Two reviewers come to different results and no third has ruled."""

    code = "reviewers_disagree"
    text = Text(
        "Los dos dictámenes llegan a resultados distintos. Designe a una tercera persona; su dictamen desempata.",
        "The two reviews come to different results. Assign a third reviewer, whose review breaks the tie.",
    )


class RulingMissing(RegistryError):
    """A decision without the text that is published."""

    code = "ruling_missing"
    text = Text(
        "Escriba el texto público del dictamen: dice qué se resolvió y por qué.",
        "Write the public text of the ruling: it says what was decided and why.",
    )


class ResultChanged(Conflict):
    """The decision shown to the person is not the one that the rule gives now."""

    code = "result_changed"
    text = Text(
        "El resultado de la regla cambió a «{result}» desde que abrió la página. Revíselo y decida de nuevo.",
        "The rule's result changed to “{result}” since you opened the page. Check it and decide again.",
    )


class ReasonUnknown(RegistryError):
    """A reason that the catalogue does not have, or that does not fit the change."""

    code = "accreditation_reason_unknown"
    text = Text("Elija un motivo de la lista.", "Choose a reason from the list.")


class AuthorityMissing(Conflict):
    """The authority has no keys to sign with."""

    code = "authority_missing"
    kind = "unavailable"
    text = Text(
        "La autoridad todavía no tiene llaves para firmar. Ejecute «registry init» y vuelva a intentar.",
        "The authority has no keys to sign with yet. Run “registry init”, then try again.",
    )


class ReplyMissing(RegistryError):
    """A reply that says nothing."""

    code = "reply_missing"
    text = Text(
        "Escriba su respuesta: diga qué agregó o corrigió en el expediente.",
        "Write your reply: say what you added or corrected in the dossier.",
    )


class RequestMissing(RegistryError):
    """A request for information that asks nothing."""

    code = "request_missing"
    text = Text(
        "Escriba qué información falta y de qué criterio.",
        "Write which information is missing, and for which criterion.",
    )


class PartnerMayNotSign(Conflict):
    """Nobody signs beside others after the agreement or the accreditation ended."""

    code = "partner_may_not_sign"
    kind = "denied"
    text = Text(
        "«{partner}» ya no puede firmar junto con otras: {why}. Lo que firmó se conserva; para volver a firmar hace "
        "falta un convenio o una acreditación vigente.",
        "“{partner}” can no longer sign beside others: {why}. What it signed stands; to sign again it needs an "
        "agreement or an accreditation in force.",
    )
