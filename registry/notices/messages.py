"""The kinds of mail: what each is about (its subject) and what it must be given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from registry.notices import rules
from registry.texts import Text


class Kind(StrEnum):
    """A mail's kind names its templates: ``templates/mail/<kind>.txt`` and ``.html``."""

    CLAIM = "claim"
    SIGN_IN_LINK = "sign_in_link"
    STAFF_INVITATION = "staff_invitation"
    BATCH_ISSUED = "batch_issued"
    APPLICATION_RECEIVED = "application_received"
    INFORMATION_REQUESTED = "information_requested"
    APPLICATION_DECIDED = "application_decided"
    AWARD_CHANGED = "award_changed"
    ACCREDITATION_CHANGED = "accreditation_changed"
    ADDRESS_LINK = "address_link"
    ACCOUNT_CHANGED = "account_changed"
    CLAIM_REMINDER = "claim_reminder"
    AWARD_EXPIRING = "award_expiring"
    AWARD_DECLINED = "award_declined"
    PROGRAM_STEP = "program_step"
    CASE_CONFIRM = "case_confirm"
    CASE_ASKED = "case_asked"
    CASE_APPROVED = "case_approved"
    CASE_ENDED = "case_ended"
    WALLET_RECEIVED = "wallet_received"
    RIGHTS_STATE = "rights_state"
    RIGHTS_TRAY = "rights_tray"
    CORRECTION_ASKED = "correction_asked"
    GUARDIAN_ASKED = "guardian_asked"
    EMPLOYER_CONFIRM = "employer_confirm"
    EMPLOYER_STATE = "employer_state"
    NEED_REMOVED = "need_removed"
    TALENT_CONTACT = "talent_contact"
    TALENT_ANSWERED = "talent_answered"
    TALENT_ENDING = "talent_ending"
    SURVEY_INVITATION = "survey_invitation"
    SURVEY_REMINDER = "survey_reminder"
    AUDIT_MOVED = "audit_moved"
    AUDIT_WAITING = "audit_waiting"


@dataclass(frozen=True, slots=True)
class Letter:
    """The subject line, with placeholders, and the names of the values that the templates use."""

    subject: Text
    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    codes: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)  # values that are codes, and their words
    priority: int = rules.USUAL


# What happened, for the kinds whose `change` or `decision` is a code.
AWARD_CHANGES: Mapping[str, Text] = {
    "suspended": Text(
        "quedó suspendida: mientras tanto no aparece como vigente",
        "has been suspended: meanwhile it does not show as current",
    ),
    "revoked": Text("fue revocada: ya no es válida", "has been revoked: it is no longer valid"),
    "reinstated": Text("fue reactivada: vuelve a estar vigente", "has been reinstated: it is current again"),
    "corrected": Text(
        "fue corregida: el documento nuevo sustituye al anterior",
        "has been corrected: the new document replaces the earlier one",
    ),
}
ACCREDITATION_CHANGES: Mapping[str, Text] = {
    "granted": Text("fue otorgada", "has been granted"),
    "conditional": Text("fue otorgada con condiciones", "has been granted with conditions"),
    "suspended": Text(
        "quedó suspendida: no puede emitir mientras dure", "has been suspended: nothing can be issued meanwhile"
    ),
    "reinstated": Text("fue restablecida: puede emitir de nuevo", "has been reinstated: issuing may resume"),
    "revoked": Text("fue revocada", "has been revoked"),
    "lapsed": Text("venció", "has lapsed"),
    "condition_met": Text("ya no tiene condiciones pendientes", "has no open conditions any more"),
    "condition_overdue": Text(
        "tiene una condición vencida: no puede emitir hasta que la autoridad la dé por cumplida",
        "has an overdue condition: nothing can be issued until the authority records it as met",
    ),
    "closed": Text("terminó porque la institución dejó de operar", "has ended because the institution has closed"),
}
ACCOUNT_CHANGES: Mapping[str, Text] = {
    "email_added": Text("se agregó un correo con el que se puede entrar", "an e-mail was added that opens it"),
    "email_removed": Text("se quitó un correo; ya no abre la cuenta", "an e-mail was removed and no longer opens it"),
    "main_email": Text("cambió el correo principal", "the main e-mail has changed"),
    "passkey_added": Text("se agregó una llave de acceso", "a passkey was added"),
    "passkey_removed": Text("se quitó una llave de acceso", "a passkey was removed"),
    "outside_added": Text("se conectó otro servicio con el que se puede entrar", "another log-in was connected to it"),
    "outside_removed": Text("se desconectó otro servicio con el que se entraba", "another log-in was disconnected"),
    "united": Text("se unió con otra cuenta suya", "it was united with another account of yours"),
    "parted": Text("se deshizo la unión con otra cuenta", "the uniting with another account was undone"),
}
ADDRESS_ACTS: Mapping[str, Text] = {
    "address": Text("agregar este correo a una cuenta", "add this e-mail to an account"),
    "unite": Text("unir la cuenta de este correo con otra", "unite this e-mail's account with another"),
}
CASES: Mapping[str, Text] = {
    "recovery": Text("recuperar el acceso con un correo nuevo", "recovery of access with a new e-mail"),
    "merge": Text("unir dos registros de la misma persona", "uniting two records of the same person"),
}
CASE_ENDS: Mapping[str, Text] = {
    "done": Text("quedó hecho", "is done"),
    "refused": Text("no procedió", "was refused"),
    "objected": Text("se detuvo porque alguien se opuso", "was stopped because somebody objected"),
    "withdrawn": Text("se retiró", "was withdrawn"),
    "lapsed": Text("terminó sin respuesta a tiempo", "ended without an answer in time"),
}
RIGHTS: Mapping[str, Text] = {
    "access": Text("una copia de sus datos", "a copy of your data"),
    "rectification": Text("corregir su nombre", "correcting your name"),
    "cancellation": Text("borrar sus datos", "erasing your data"),
    "opposition": Text("oponerse a un uso de sus datos", "opposing a use of your data"),
}
RIGHTS_STATES: Mapping[str, Text] = {
    "open": Text("Recibimos su solicitud", "We have received your request"),
    "accepted": Text("Su solicitud procede", "Your request is granted"),
    "blocked": Text("Sus datos quedaron bloqueados", "Your data are blocked"),
    "done": Text("Su solicitud quedó atendida", "Your request has been carried out"),
    "refused": Text("Su solicitud no procedió", "Your request was refused"),
    "withdrawn": Text("Su solicitud quedó retirada", "Your request is withdrawn"),
}
RIGHTS_TIDINGS: Mapping[str, Text] = {
    "new": Text("Llegó una solicitud", "A request has arrived"),
    "soon": Text("Está por vencer una solicitud", "A request is about to fall due"),
    "overdue": Text("Venció el plazo de una solicitud", "A request is overdue"),
}
AUDIT_TIDINGS: Mapping[str, Text] = {
    "announced": Text("Se anunció una auditoría por muestreo", "A sampling audit has been announced"),
    "asked": Text("Se pide evidencia para una auditoría", "Evidence is asked for an audit"),
    "late": Text("Venció el plazo para entregar evidencia", "The time for evidence is over"),
    "to_decide": Text("Una auditoría espera decisiones", "An audit waits for decisions"),
    "closed": Text("Se cerró una auditoría por muestreo", "A sampling audit has closed"),
}
DECLINE_REASONS: Mapping[str, Text] = {
    "wrong": Text("tiene un dato equivocado", "something on it is wrong"),
    "not_mine": Text("no es suya", "it is not theirs"),
    "unwanted": Text("no la quiere", "they do not want it"),
}
EMPLOYER_CHANGES: Mapping[str, Text] = {
    "verified": Text("quedó verificada", "is verified"),
    "refused": Text("no quedó verificada", "was not verified"),
    "suspended": Text("quedó suspendida: no publica, busca ni escribe", "is suspended: it cannot post or write"),
    "resumed": Text("ya no está suspendida", "is no longer suspended"),
    "withdrawn": Text("dejó de estar verificada", "is no longer verified"),
    "ending": Text("está por dejar de estar verificada", "is about to end its verification"),
    "edit_ok": Text("ya muestra los datos nuevos", "now shows its new details"),
    "edit_refused": Text("conserva sus datos anteriores", "keeps its former details"),
}
PROGRAM_STEPS: Mapping[str, Text] = {
    "received": Text("Recibimos su solicitud", "We have received your application"),
    "changed": Text("Su solicitud quedó corregida", "Your application has been corrected"),
    "withdrawn": Text("Su solicitud quedó retirada", "Your application is withdrawn"),
    "ineligible": Text("Su solicitud no cumple un requisito", "Your application does not meet a requirement"),
    "call_cancelled": Text("La convocatoria se canceló", "The call was cancelled"),
    "admitted": Text("Tiene un lugar: responda si lo acepta", "You have a place: say whether you accept"),
    "waiting": Text("Quedó en la lista de espera", "You are on the waiting list"),
    "not_admitted": Text("El sorteo no le dio lugar", "The draw gave you no place"),
    "place_accepted": Text("Aceptó su lugar", "You have accepted your place"),
    "place_declined": Text("Declinó su lugar", "You have declined your place"),
    "passed_on": Text("Su lugar pasó a otra persona", "Your place has passed to somebody else"),
    "cut_admitted": Text("Pasó a la siguiente etapa: responda si acepta", "You advanced: say whether you accept"),
    "cut_waiting": Text("Quedó en espera para la siguiente etapa", "You are waiting for the next stage"),
    "cut_not_admitted": Text("No pasó a la siguiente etapa", "You did not advance to the next stage"),
    "stepped_in": Text("Se liberó un lugar para usted: responda", "A place is free for you: please answer"),
}
DECISIONS: Mapping[str, Text] = {
    "accredited": Text("acreditación otorgada", "accreditation granted"),
    "conditional": Text("acreditación otorgada con condiciones", "accreditation granted with conditions"),
    "denied": Text("acreditación negada", "accreditation denied"),
}

LETTERS: Mapping[Kind, Letter] = {
    Kind.CLAIM: Letter(
        Text("Su microcredencial «{title}» está lista", "Your microcredential “{title}” is ready"),
        frozenset({"name", "title", "provider", "url"}),
    ),
    Kind.SIGN_IN_LINK: Letter(
        Text("Su enlace para entrar", "Your sign-in link"),
        frozenset({"url", "minutes"}),
        priority=rules.AT_ONCE,
    ),
    Kind.STAFF_INVITATION: Letter(
        Text("Invitación para trabajar en {organisation}", "An invitation to work at {organisation}"),
        frozenset({"name", "organisation", "role", "url", "days"}),
    ),
    Kind.BATCH_ISSUED: Letter(
        Text("Emisión terminada de «{title}»", "Issuing of “{title}” is complete"),
        frozenset({"title", "count", "url"}),
        frozenset({"undo_until"}),  # while Undo is still open
    ),
    Kind.APPLICATION_RECEIVED: Letter(
        Text("Recibimos su solicitud de acreditación {number}", "We received your accreditation application {number}"),
        frozenset({"provider", "number", "url"}),
        frozenset({"due"}),
    ),
    Kind.INFORMATION_REQUESTED: Letter(
        Text("Falta información en la solicitud {number}", "Application {number} needs more information"),
        frozenset({"provider", "number", "request", "url", "due"}),
    ),
    Kind.APPLICATION_DECIDED: Letter(
        Text(
            "Resolución de la solicitud de acreditación {number}",
            "Decision on accreditation application {number}",
        ),
        frozenset({"provider", "number", "decision", "url"}),
        frozenset({"ruling"}),
        {"decision": DECISIONS},
    ),
    Kind.AWARD_CHANGED: Letter(
        Text("Cambió el estado de su microcredencial «{title}»", "Your microcredential “{title}” has changed"),
        frozenset({"name", "title", "provider", "change", "reason", "url"}),
        # copies in wallets that ended with it; kept: its institution has closed, and the authority decided
        frozenset({"copies", "kept"}),
        {"change": AWARD_CHANGES},
        rules.ONE_OF_MANY,
    ),
    Kind.ACCREDITATION_CHANGED: Letter(
        Text("Cambió la acreditación de {provider}", "The accreditation of {provider} has changed"),
        frozenset({"provider", "change", "reason", "url"}),
        frozenset({"from_day"}),
        {"change": ACCREDITATION_CHANGES},
    ),
    Kind.WALLET_RECEIVED: Letter(
        Text("Una cartera recibió su microcredencial «{title}»", "A wallet received your microcredential “{title}”"),
        frozenset({"name", "title", "url"}),
        frozenset({"label"}),  # the holder's name for the wallet
    ),
    Kind.ADDRESS_LINK: Letter(
        Text("Confirme su correo", "Confirm your e-mail"),
        frozenset({"url", "minutes", "act"}),
        frozenset(),
        {"act": ADDRESS_ACTS},
        rules.AT_ONCE,
    ),
    Kind.ACCOUNT_CHANGED: Letter(
        Text("Cambió una forma de entrar a su cuenta", "A way into your account has changed"),
        frozenset({"event", "url", "help_url"}),
        frozenset(),
        {"event": ACCOUNT_CHANGES},
    ),
    Kind.AWARD_EXPIRING: Letter(
        Text("Su microcredencial «{title}» vence el {until}", "Your microcredential “{title}” expires on {until}"),
        frozenset({"name", "title", "provider", "until", "rule", "url"}),
        priority=rules.ONE_OF_MANY,
    ),
    Kind.CLAIM_REMINDER: Letter(
        Text("Todavía le espera su microcredencial «{title}»", "Your microcredential “{title}” is still waiting"),
        frozenset({"name", "title", "provider", "url", "until"}),
        priority=rules.ONE_OF_MANY,
    ),
    Kind.AWARD_DECLINED: Letter(
        Text("Una persona rechazó su microcredencial «{title}»", "Somebody rejected their microcredential “{title}”"),
        frozenset({"title", "folio", "url"}),
        frozenset({"reason"}),
        {"reason": DECLINE_REASONS},
    ),
    Kind.CASE_CONFIRM: Letter(
        Text("Confirme su solicitud {number}", "Confirm your request {number}"),
        frozenset({"number", "url", "minutes"}),
        priority=rules.AT_ONCE,
    ),
    Kind.CASE_ASKED: Letter(
        Text("Alguien pide recuperar su acceso: {number}", "Somebody asks to recover their access: {number}"),
        frozenset({"number", "url"}),
    ),
    Kind.CASE_APPROVED: Letter(
        Text("Habrá un cambio en su cuenta: {number}", "Your account is about to change: {number}"),
        frozenset({"number", "case", "by", "day", "url"}),
        frozenset({"object"}),  # set for whoever may object
        {"case": CASES},
    ),
    Kind.CASE_ENDED: Letter(
        Text("Su solicitud {number}", "Your request {number}"),
        frozenset({"number", "case", "end", "url"}),
        frozenset({"note"}),
        {"case": CASES, "end": CASE_ENDS},
    ),
    Kind.RIGHTS_STATE: Letter(
        Text("{state}: {number}", "{state}: {number}"),
        frozenset({"number", "state", "what", "url"}),
        frozenset({"due", "note"}),
        {"what": RIGHTS, "state": RIGHTS_STATES},
    ),
    Kind.RIGHTS_TRAY: Letter(
        Text("{tidings}: {number}", "{tidings}: {number}"),
        frozenset({"number", "tidings", "due", "url"}),
        frozenset(),
        {"tidings": RIGHTS_TIDINGS},
    ),
    Kind.CORRECTION_ASKED: Letter(
        Text("Piden corregir un nombre: {number}", "A name is to be corrected: {number}"),
        frozenset({"number", "provider", "count", "due", "url"}),
    ),
    Kind.PROGRAM_STEP: Letter(
        Text("{step}: {program}", "{step}: {program}"),
        frozenset({"name", "program", "cohort", "step", "url"}),
        frozenset({"code", "until", "note"}),
        {"step": PROGRAM_STEPS},
    ),
    Kind.GUARDIAN_ASKED: Letter(
        Text("Se pide su consentimiento", "Your consent is asked for"),
        frozenset({"guardian", "url"}),
    ),
    Kind.EMPLOYER_CONFIRM: Letter(
        Text("Confirme que {name} pide ser verificada", "Confirm that {name} asks to be verified"),
        frozenset({"name", "url", "days"}),
        priority=rules.AT_ONCE,
    ),
    Kind.EMPLOYER_STATE: Letter(
        Text("{name} {change}", "{name} {change}"),
        frozenset({"name", "change", "reason", "url"}),
        frozenset({"until"}),
        {"change": EMPLOYER_CHANGES},
    ),
    Kind.NEED_REMOVED: Letter(
        Text("Se retiró del tablero «{title}»", "“{title}” was removed from the board"),
        frozenset({"title", "reason", "url"}),
    ),
    Kind.TALENT_CONTACT: Letter(
        Text("{employer} le escribió por el registro", "{employer} wrote to you through the registry"),
        frozenset({"employer", "need", "url"}),
    ),
    Kind.TALENT_ANSWERED: Letter(
        Text("Contestaron su mensaje sobre «{need}»", "Your message about “{need}” was answered"),
        frozenset({"need", "url"}),
    ),
    Kind.TALENT_ENDING: Letter(
        Text("El {until} dejarán de encontrarle las empresas", "On {until} employers will stop finding you"),
        frozenset({"until", "url"}),
    ),
    Kind.SURVEY_INVITATION: Letter(
        Text("Unas preguntas sobre «{title}»", "A few questions about “{title}”"),
        frozenset({"name", "title", "url", "until"}),
        priority=rules.ONE_OF_MANY,
    ),
    Kind.SURVEY_REMINDER: Letter(
        Text("Todavía puede contestar sobre «{title}»", "You can still answer about “{title}”"),
        frozenset({"name", "title", "url", "until"}),
        priority=rules.ONE_OF_MANY,
    ),
    Kind.AUDIT_MOVED: Letter(
        Text("{tidings}: {number}", "{tidings}: {number}"),
        frozenset({"number", "tidings", "title", "provider", "url"}),
        frozenset({"due"}),  # while a time runs
        {"tidings": AUDIT_TIDINGS},
    ),
    Kind.AUDIT_WAITING: Letter(
        Text("Microcredenciales por auditar: {count}", "Microcredentials to be audited: {count}"),
        frozenset({"count", "title", "provider", "url"}),
    ),
}
