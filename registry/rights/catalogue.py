"""What the registry holds about people: each table and column, on what ground, how long, what erasure does to it.

This is the map that `reach` follows to find somebody's rows, `exporting` to copy them and `erasing` to take them away.
A test holds it against the tables: a new column that stands neither here nor in `catalogue_plain` fails it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from registry.rights.catalogue_unreached import NOT_REACHED as NOT_REACHED
from registry.texts import Text


class Ground(StrEnum):
    """Why something may be held."""

    SERVICE = "service"
    CONSENT = "consent"
    SECURITY = "security"
    DUTY = "duty"


GROUNDS: Mapping[Ground, Text] = {
    Ground.SERVICE: Text("necesario para el registro", "necessary for the registry"),
    Ground.CONSENT: Text("consentimiento, que se puede retirar", "consent, which can be withdrawn"),
    Ground.SECURITY: Text("seguridad de su cuenta", "security of the account"),
    Ground.DUTY: Text("constancia de actos oficiales", "record of official acts"),
}


class Erasure(StrEnum):
    """What happens to a row when its person's data are erased."""

    DELETE = "delete"
    CLEAR = "clear"
    KEEP = "keep"


#: In `Holding.cleared`: the moment of the erasure.
NOW = object()


@dataclass(frozen=True, slots=True)
class Holding:
    """One table. ``reach``: which column finds somebody's rows by which of the sets of `reach.Keys`.

    ``shown`` are the columns that a copy shows; ``hidden`` those that say nothing to a reader (digests, sealed tokens);
    ``plain`` those that are not about the person. ``cleared``: what erasure writes into columns of a row that stays.
    """

    table: str
    title: Text
    ground: Ground
    kept: Text
    reach: tuple[tuple[str, str], ...]
    erasure: Erasure
    shown: str = ""
    hidden: str = ""
    plain: str = "id"
    cleared: Mapping[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> frozenset[str]:
        """Every column named."""
        return frozenset(f"{self.shown} {self.hidden} {self.plain}".split())


_LIFE = Text("mientras exista el registro de la persona", "while the person's record exists")
_ACCOUNT = Text("mientras exista la cuenta", "while the account exists")
_90 = Text("90 días", "90 days")
_DAY = Text("un día", "one day")
_LOG = Text("siempre; sin la sal no dice de quién es", "for good; without its salt it does not say whose it is")
_S, _C, _X, _D = Ground.SERVICE, Ground.CONSENT, Ground.SECURITY, Ground.DUTY
_DELETE, _CLEAR, _KEEP = Erasure.DELETE, Erasure.CLEAR, Erasure.KEEP
_PERSON, _AWARD, _OWN = ("person_id", "people"), ("award_id", "awards"), ("account_id", "accounts")

#: In the order in which rows can be deleted: what refers to something stands before it.
HELD: tuple[Holding, ...] = (
    Holding(
        "talent_contact", Text("Mensajes de empresas y sus respuestas", "Employers' messages and your answers"), _C,
        Text("12 meses", "12 months"), (_PERSON,), _DELETE,
        shown="employer_id need_id words language sent_at state ended_at address note",
        hidden="person_id seen_skills sent_by collection_id",
    ),
    Holding(
        "talent_profile", Text("Elección de ser encontrada por empresas", "Choice to be found by employers"), _C,
        Text("12 meses o hasta que la retire", "12 months, or until it is withdrawn"), (_PERSON,), _DELETE,
        shown="state_code english remote availability created_at changed_at expires_at reminded_at consent_id",
        hidden="person_id place",
    ),
    Holding(
        "talent_hidden", Text("Empresas de las que se oculta", "Employers hidden from"), _C, _LIFE, (_PERSON,), _DELETE,
        shown="domain since", hidden="person_id", plain="",
    ),
    Holding(
        "employer_report", Text("Denuncias sobre empresas", "Reports about employers"), _D, _LIFE, (_PERSON,), _CLEAR,
        shown="employer_id kind words at settled_at outcome", hidden="person_id contact_id settled_by",
        cleared={"words": "", "contact_id": None},
    ),
    Holding(
        "employer", Text("Organizaciones que pidió verificar", "Organisations asked to be verified"), _S,
        Text("mientras la organización esté en el registro", "while the organisation is on record"),
        (("contact_email", "emails"),), _CLEAR,
        shown="contact_name contact_email language asked_at confirmed_at", hidden="token_digest",
        plain="id name sector size state_code abroad website domain about state verified_until told_at",
        cleared={"contact_name": "", "contact_email": None},
    ),
    Holding(
        "wallet_copy", Text("Copias en sus carteras", "Copies in wallets"), _S, _LIFE, (_AWARD,), _DELETE,
        shown="award_id document_id received_at event event_at withdrawn_at holder_did", hidden="offer_id",
    ),
    Holding(
        "wallet_offer", Text("Ofertas a carteras", "Offers to wallets"), _S, _90, (_AWARD,), _DELETE,
        shown="award_id label created_at expires_at used_at ended_because holder_did",
        hidden="code_digest tx_digest sealed access_digest access_until transaction_id",
        plain="id attempts by_identifier",
    ),
    Holding(
        "collection_item", Text("Qué muestran sus colecciones", "What collections show"), _S, _LIFE, (_AWARD,), _DELETE,
        shown="collection_id award_id place", plain="",
    ),
    Holding(
        "collection", Text("Colecciones y página pública", "Collections and public page"), _C, _LIFE, (_PERSON,),
        _DELETE,
        shown="kind handle heading label with_results show_name created_at expires_at withdrawn_at views",
        hidden="person_id token_digest sealed_token sealed_code code_attempts",
    ),
    Holding(
        "transcript", Text("Expedientes firmados (CLR)", "Signed transcripts (CLR)"), _S, _LIFE, (_PERSON,), _DELETE,
        shown="document_id made_at", hidden="person_id contents",
    ),
    Holding(
        "share_link", Text("Enlaces que compartió", "Links shared"), _S, _LIFE, (_AWARD,), _DELETE,
        shown="award_id label purpose with_results show_name created_at expires_at withdrawn_at views answers_since",
        hidden="token_digest sealed_token sealed_code code_attempts",
    ),
    Holding(
        "claim", Text("Avisos y comprobantes para recibir", "Mails and slips to receive by"), _S, _LIFE,
        (_AWARD, _PERSON), _DELETE,
        shown="award_id kind email created_at expires_at used_at cancelled_at reminders remind_at",
        hidden="person_id token_digest sealed_token", plain="id attempts",
    ),
    Holding(
        "quality_evidence", Text("Evidencia para auditorías", "Evidence for audits"), _D,
        Text("90 días después de cerrar la auditoría; queda la huella",
             "90 days after the audit has closed; the digest remains"), (_AWARD,), _DELETE,
        shown="award_id record_id name media_type size uploaded_at", hidden="sealed digest",
    ),
    Holding(
        "quality_record", Text("Sorteos de auditoría", "Draws of audits"), _D, _LOG, (_AWARD,), _CLEAR,
        shown="award_id code state note answered_at decision reasons decided_at", hidden="answered_by reviewer_id",
        plain="id audit_id place", cleared={"note": "", "reasons": ""},
    ),
    Holding(
        "award_endorsement", Text("Cofirmas", "Countersignatures"), _S, _LIFE, (_AWARD,), _DELETE,
        shown="award_id document_id endorsement_document_id partner_id asked_at signed_at withdrawn_at withdrawal_note",
    ),
    Holding(
        "survey_answer", Text("Respuestas a encuestas abiertas", "Answers to open surveys"), _C,
        Text("hasta que la encuesta cierra; después no dicen de quién son",
             "until the survey closes; then they do not say whose they are"),
        (("id", "survey_answers"),), _DELETE,
        shown="wave month situation weekly_use uses_learned hours_saved time_used_for running_case changed_duties "
        "occupation income gender state profile sector company_size starting_situation starting_occupation",
    ),
    Holding(
        "survey_invitation", Text("Encuestas que se le enviaron", "Surveys sent"), _C, _LIFE, (_PERSON,), _DELETE,
        shown="award_id wave email sent_at closes_at answered withdrawn_at closed_at",
        hidden="person_id token_digest sealed_token answer_id", plain="id remind_at asked",
    ),
    Holding(
        "guardian_consent", Text("Consentimiento de madre, padre o tutor", "A guardian's consent"), _C,
        Text("mientras sea menor de edad", "while under age"), (_PERSON,), _DELETE,
        shown="guardian_name guardian_email relation text_version asked_at given_at ended_at recorded_by",
        hidden="person_id token_digest",
    ),
    Holding(
        "call_application", Text("Solicitudes a programas", "Applications to programs"), _S,
        Text("siempre; sin la persona es solo un código", "for good; without the person it is only a code"),
        (_PERSON,), _CLEAR,
        shown="call_id code state channel declared document_kind reason sent_at changed_at ended_at answer answer_by "
        "answered_at stepped_in_at consent_id",
        hidden="person_id sealed_document document_digest",
        cleared={"declared": {}, "sealed_document": None, "document_digest": None, "consent_id": None},
    ),
    Holding(
        "enrolment", Text("Cursos que empezó", "Courses begun"), _S,
        Text("mientras exista el registro de la persona", "while the person's record exists"),
        (("person_digest", "person_digests"),), _DELETE,
        shown="definition_version_id identified_by started_on planned_end mode state_code occupation sector gender "
        "age_group consent_id handed_in_at after_award ended_on ended_reason",
        hidden="person_digest sealed list_id", plain="id provider_id",
    ),
    Holding(
        "person_fact", Text("Datos demográficos", "Demographic data"), _C,
        Text("hasta que retire el consentimiento", "until consent is withdrawn"), (_PERSON,), _DELETE,
        shown="attribute value source declared_on consent_id", hidden="person_id",
    ),
    Holding(
        "consent", Text("Consentimientos", "Consents"), _C, _LIFE, (_PERSON,), _DELETE,
        shown="purpose text_version statement given_at withdrawn_at provider_id", hidden="person_id",
    ),
    Holding(
        "person_identifier", Text("CURP, correos y teléfono", "CURP, e-mails and telephone"), _S, _LIFE, (_PERSON,),
        _DELETE,
        shown="kind value source created_at verified_at", hidden="person_id sealed digest",
    ),
    Holding(
        "person_merge", Text("Registros unidos", "Records united"), _S, _LIFE,
        (_PERSON, ("into_id", "people")), _DELETE,
        shown="person_id into_id means merged_at undo_until undone_at",
        hidden="people closed_account_id kept_account_id moved",
    ),
    Holding(
        "identity_case", Text("Solicitudes de ayuda para entrar", "Requests for help to get in"), _X, _LIFE,
        (_PERSON, ("other_person_id", "people"), ("email", "emails")), _DELETE,
        shown="number kind state name email folio words language evidence evidence_note asked_at confirmed_at "
        "proposed_at approved_at effective_at ended_at end_note provider_id award_id",
        hidden="person_id other_person_id curp_digest token_digest objection_digest proposed_by approved_by",
    ),
    Holding(
        "outbox_message", Text("Correos en espera o enviados", "Mails waiting or sent"), _S, _90,
        (_PERSON, ("to", "emails")), _DELETE,
        shown="to kind language values state created_at not_before ended_at", hidden="person_id",
        plain="id group_key attempts leased_until last_error priority lane bounce",
    ),
    Holding(
        "undeliverable_address", Text("Correos que rebotaron", "Addresses that bounced"), _S,
        Text("365 días", "365 days"),
        (("address", "emails"),), _DELETE, shown="address since said", plain="",
    ),
    Holding(
        "one_time_link", Text("Enlaces para entrar", "Sign-in links"), _X, _DAY, (_OWN, ("email", "emails")), _DELETE,
        shown="purpose email created_at expires_at used_at", hidden="token_digest account_id",
    ),
    Holding(
        "sign_in_failure", Text("Intentos fallidos de entrar", "Failed sign-ins"), _X, _DAY,
        (("email_digest", "email_digests"),), _DELETE, shown="failures last_at", hidden="email_digest", plain="",
    ),
    Holding(
        "sign_in_session", Text("Sesiones", "Sessions"), _X, _90, (_OWN,), _DELETE,
        shown="created_at expires_at ended_at user_agent means network", hidden="token_digest account_id",
    ),
    Holding(
        "ceremony", Text("Preguntas a su navegador", "Questions to the browser"), _X, Text("minutos", "minutes"),
        (_OWN,), _DELETE, shown="kind expires_at", hidden="token_digest account_id onward", plain="",
    ),
    Holding(
        "passkey", Text("Llaves de acceso", "Passkeys"), _X, _ACCOUNT, (_OWN,), _DELETE,
        shown="name synced created_at last_used_at",
        hidden="account_id credential_id public_key user_handle sign_count",
    ),
    Holding(
        "outside_identity", Text("Otros servicios con los que entra", "Other log-ins"), _X, _ACCOUNT, (_OWN,), _DELETE,
        shown="issuer subject created_at last_used_at", hidden="account_id",
    ),
    Holding(
        "account_email", Text("Correos de la cuenta", "E-mails of the account"), _X, _ACCOUNT, (_OWN,), _DELETE,
        shown="email added_at", hidden="account_id",
    ),
    Holding(
        "data_export", Text("Copias que pidió", "Copies asked for"), _S, Text("7 días", "7 days"), (_PERSON,), _DELETE,
        shown="state made_at expires_at size", hidden="person_id request_id sealed",
    ),
    Holding(
        "account", Text("Cuenta", "Account"), _X, _ACCOUNT, (("id", "accounts"),), _CLEAR,
        shown="email name language created_at disabled_at", hidden="password_hash person_id",
        cleared={"email": None, "name": "", "password_hash": None, "person_id": None, "disabled_at": NOW},
    ),
    Holding(
        "role_grant", Text("Funciones que desempeña", "Roles held"), _D,
        Text("mientras dure la función", "while it lasts"),
        (("account_id", "all_accounts"),), _KEEP,
        shown="role provider_id place granted_at", hidden="account_id granted_by",
    ),
    Holding(
        "program_key", Text("Llaves para programas", "Keys for programs"), _D, Text("mientras sirvan", "while in use"),
        (("account_id", "all_accounts"),), _KEEP,
        shown="name hint provider_id created_at expires_at revoked_at", hidden="account_id token_digest",
    ),
    Holding(
        "batch_row", Text("Renglones de listas", "Rows of lists"), _S,
        Text("hasta que la lista termina", "until the list is finished"),
        (_AWARD, ("identity", "identities")), _CLEAR,
        shown="sheet row_number outcome findings", hidden="batch_id sealed identity award_id",
        plain="id position confirmed to_invite", cleared={"sealed": None, "identity": None, "findings": []},
    ),
    Holding(
        "stage_result", Text("Resultados por etapa", "Results by stage"), _S, _LIFE,
        (("member_id", "members"),), _CLEAR,
        shown="stage_id competent average scores recorded_at late topic", hidden="member_id award_id",
        cleared={"scores": {}, "topic": None},
    ),
    Holding(
        "stage_place", Text("Lugares en etapas de programas", "Places in stages of programs"), _S, _LIFE,
        (("member_id", "members"),), _KEEP,
        shown="via state offered_at answer_by answered_at", hidden="selection_id member_id",
    ),
    Holding(
        "cohort_member", Text("Programas en los que participó", "Programs taken part in"), _S,
        Text("siempre; sin la persona es solo un código", "for good; without the person it is only a code"),
        (_PERSON,), _CLEAR, shown="cohort_id selection_code admitted_at facts withdrawn_at", hidden="person_id",
        cleared={"facts": {}},
    ),
    Holding(
        "correction_part", Text("Correcciones pedidas a instituciones", "Corrections asked of institutions"), _D, _LIFE,
        (("request_id", "requests"),), _CLEAR,
        shown="provider_id state award_ids corrected decided_at note", hidden="request_id decided_by",
        cleared={"award_ids": [], "note": ""},
    ),
    Holding(
        "rights_request", Text("Solicitudes sobre sus datos", "Requests about their data"), _D, _LIFE, (_PERSON,),
        _CLEAR,
        shown="number kind state channel words wanted answer asked_at answer_due_at answered_at carry_due_at "
        "carried_at delete_at ended_at language evidence evidence_note",
        hidden="person_id open_key token_digest proposed_by approved_by answered_by reminded_at warned_at",
        cleared={"words": "", "wanted": {}, "evidence_note": "", "answer": ""},
    ),
    Holding(
        "award", Text("Microcredenciales", "Microcredentials"), _S,
        Text("siempre; sin la persona quedan folio, institución y fechas",
             "for good; without the person folio, institution and dates remain"),
        (("id", "awards"),), _CLEAR,
        shown="id folio state awarded_on issued_at valid_until average scores mode language state_code municipality "
        "cct chamber_code group_name reference accepted_at declined_at",
        hidden="person_id batch_id", plain="definition_version_id provider_id document_id",
        cleared={
            "average": None, "scores": {}, "mode": None, "language": "spanish", "state_code": None,
            "municipality": None, "cct": None, "chamber_code": None, "group_name": None, "reference": {},
            "accepted_at": None, "declined_at": None,
        },
    ),
    Holding(
        "document", Text("Documentos firmados", "Signed documents"), _S, _LOG, (("id", "documents"),), _CLEAR,
        shown="id uri kind logged_at state", hidden="body salt proof jwt",
        plain="issuer_id dictionary_id status_list_id status_index status_number leaf_id proof_key_id jwt_key_id",
        cleared={"body": b"", "salt": None, "proof": b"", "jwt": b""},
    ),
    Holding(
        "leaf", Text("Huellas en la bitácora pública", "Commitments in the public log"), _S, _LOG, (("id", "leaves"),),
        _CLEAR, shown="kind logged_at", hidden="salt", plain="id issuer_did commitment position",
        cleared={"salt": None},
    ),
    Holding(
        "award_document", Text("Qué documentos tiene cada una", "Which documents each has"), _S, _LOG, (_AWARD,), _KEEP,
        shown="award_id document_id purpose", plain="",
    ),
    Holding(
        "status_event", Text("Avisos de estado firmados", "Signed status events"), _D, _LOG,
        (("document_id", "documents"),), _KEEP,
        shown="document_id kind reason at", hidden="by", plain="id successor_uri leaf_id signed",
    ),
    Holding(
        "person", Text("Nombre y preferencias", "Name and preferences"), _S, _LIFE, (("id", "people"),), _CLEAR,
        shown="full_name given_names first_surname second_surname language born_on created_at not_counted_since "
        "not_found_since blocked_at erased_at",
        hidden="surname_key merged_into",
        cleared={
            "full_name": "", "given_names": None, "first_surname": None, "second_surname": None, "surname_key": "",
            "born_on": None, "blocked_at": NOW,
        },
    ),
    Holding(
        "outcome_person", Text("Qué se cuenta de usted en los resultados", "What is counted of you in the outcomes"),
        _S,
        Text("hasta la siguiente cuenta, minutos después", "until the next count, minutes later"),
        (("person_id", "people"),), _KEEP, shown="counted next_end", hidden="person_id epoch", plain="",
    ),
    Holding(
        "audit_line", Text("Bitácora de actos", "Log of acts"), _D,
        Text("siempre; no dice nombres, y lo que señala ya no lleva a nadie",
             "for good; it names nobody, and what it points at no longer leads to anybody"),
        (("subject_id", "subjects"), ("actor_id", "all_accounts")), _KEEP,
        shown="at action subject_kind details", hidden="actor_id subject_id", plain="id actor_kind provider_id",
    ),
)  # fmt: skip
