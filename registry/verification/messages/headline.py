"""The sentence that a person reads first, and the notes behind it. Each "
"names who, when and by whom, where it is known."""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text
from registry.verification.report import Question, Verdict

WORDS: Mapping[Verdict, Text] = {
    Verdict.VALID: Text("Válida", "Valid"),
    Verdict.AUTHENTIC_NOT_CURRENT: Text("Auténtica, pero no vigente", "Authentic, but not current"),
    Verdict.INVALID: Text("No válida", "Not valid"),
    Verdict.UNVERIFIABLE: Text("No se pudo comprobar", "Could not be checked"),
}

QUESTIONS: Mapping[Question, Text] = {
    Question.AUTHENTIC: Text("¿Es auténtica?", "Is it authentic?"),
    Question.ISSUER: Text("¿Quién la emitió y podía hacerlo?", "Who issued it, and were they allowed to?"),
    Question.CURRENT: Text("¿Sigue vigente?", "Is it still current?"),
    Question.STANDARD: Text("¿Cumple el estándar?", "Does it meet the standard?"),
    Question.PERSON: Text("¿Es de esta persona?", "Does it belong to this person?"),
    Question.LOG: Text("¿Está registrada?", "Is it on record?"),
}

#: Leads, by verdict or by the code that decided it. Placeholders: holder, day, issuer, title, and the check's own.
LEADS: Mapping[str, Text] = {
    "valid": Text(
        "{holder} obtuvo esta microcredencial el {day}. La emitió {issuer}, con autorización vigente ese día.",
        "{holder} earned this credential on {day}. It was issued by {issuer}, which was authorized to do so that day.",
    ),
    "valid_accreditation": Text(
        "Esta acreditación de {holder} es auténtica y está vigente. La otorgó {issuer} el {day}.",
        "This accreditation of {holder} is authentic and current. {issuer} granted it on {day}.",
    ),
    "valid_endorsement": Text(
        "Este aval es auténtico y está vigente. Lo firmó {issuer} el {day}.",
        "This endorsement is authentic and current. {issuer} signed it on {day}.",
    ),
    "valid_transcript": Text(
        "Este historial de {holder} es auténtico y está vigente. Lo firmó {issuer} el {day}.",
        "This record of {holder} is authentic and current. {issuer} signed it on {day}.",
    ),
    "expired": Text(
        "{holder} obtuvo esta microcredencial el {day}, de {issuer}. Venció el {until}.",
        "{holder} earned this credential on {day}, from {issuer}. It expired on {until}.",
    ),
    "not_yet_valid": Text(
        "{issuer} emitió esta microcredencial a {holder}; es auténtica y vale a partir del {since}.",
        "{issuer} issued this credential to {holder}; it is authentic and will be valid from {since}.",
    ),
    "suspended": Text(
        "{issuer} emitió esta microcredencial a {holder} y hoy la tiene suspendida.",
        "{issuer} issued this credential to {holder} and has suspended it.",
    ),
    "superseded": Text(
        "{issuer} emitió esta microcredencial a {holder} y después emitió otra en su lugar.",
        "{issuer} issued this credential to {holder} and has since issued another in its place.",
    ),
    "lapsed": Text(
        "{issuer} emitió este documento a {holder} y ya no está en vigor.",
        "{issuer} issued this document to {holder} and it is no longer in force.",
    ),
    "status_set_kind_unknown": Text(
        "{issuer} emitió esta microcredencial a {holder} y hoy la tiene retirada; no consta si suspendida o revocada.",
        "{issuer} issued this credential to {holder} and has withdrawn it; whether suspended or revoked is not known.",
    ),
    "revoked_by_holder": Text(
        "{holder} retiró esta copia de la microcredencial que le emitió {issuer}. No acepte la copia; de la "
        "microcredencial misma no dice nada.",
        "{holder} withdrew this copy of the credential that {issuer} issued. Do not accept the copy; of the credential "
        "itself this says nothing.",
    ),
    "revoked": Text(
        "{issuer} revocó esta microcredencial de {holder}. No la acepte.",
        "{issuer} revoked this credential of {holder}. Do not accept it.",
    ),
    "signature_mismatch": Text(
        "La firma no corresponde: el documento se alteró después de firmarse, o no lo firmó quien dice.",
        "The signature does not match: the document was altered after signing, or was not signed by whom it says.",
    ),
    "unsigned": Text("No está firmada: cualquiera pudo escribirla.", "It is not signed: anyone could have written it."),
    "malformed": Text("No es una microcredencial bien hecha. {fault}", "It is not a well-made credential. {fault}"),
    "not_authentic": Text("No es auténtica. {reason}", "It is not authentic. {reason}"),
    "poses_as_registry": Text(
        "Se hace pasar por una microcredencial de este registro, pero la firmó alguien de fuera.",
        "It poses as a credential of this registry, but somebody outside signed it.",
    ),
    "not_entitled": Text(
        "La firma es de {issuer}, que no podía emitirla. {reason}",
        "The signature is by {issuer}, which was not allowed to issue it. {reason}",
    ),
    "not_logged": Text(
        "Lleva la firma de {issuer}, pero el registro no la respalda. {reason}",
        "It carries the signature of {issuer}, but the registry does not back it. {reason}",
    ),
    "outside": Text(
        "La firma es auténtica, pero quien la emitió no es de este registro, y "
        "este registro no puede responder por ello.",
        "The signature is genuine, but the issuer is not of this registry, and this registry cannot vouch for it.",
    ),
    "unverifiable": Text(
        "No se pudo comprobar todo lo necesario. {reason} Eso no significa que sea falsa.",
        "Not everything needed could be checked. {reason} That does not mean that it is false.",
    ),
}

#: The same sentences about an accreditation, which is feminine in Spanish too.
ACCREDITATION_LEADS: Mapping[str, Text] = {
    code: Text(
        lead.es.replace("esta microcredencial", "esta acreditación"),
        lead.en.replace("this credential", "this accreditation"),
    )
    for code, lead in LEADS.items()
}
#: The same sentences about an endorsement or a record, which are masculine in Spanish.
DOCUMENT_LEADS: Mapping[str, Text] = {
    "expired": Text(
        "{issuer} firmó este documento de {holder}. Venció el {until}.",
        "{issuer} signed this document of {holder}. It expired on {until}.",
    ),
    "not_yet_valid": Text(
        "{issuer} firmó este documento de {holder}; es auténtico y vale a partir del {since}.",
        "{issuer} signed this document of {holder}; it is authentic and will be valid from {since}.",
    ),
    "suspended": Text(
        "{issuer} firmó este documento de {holder} y hoy lo tiene suspendido.",
        "{issuer} signed this document of {holder} and has suspended it.",
    ),
    "superseded": Text(
        "{issuer} firmó este documento de {holder} y después firmó otro en su lugar.",
        "{issuer} signed this document of {holder} and has since signed another in its place.",
    ),
    "status_set_kind_unknown": Text(
        "{issuer} firmó este documento de {holder} y hoy lo tiene retirado; no consta si suspendido o revocado.",
        "{issuer} signed this document of {holder} and has withdrawn it; whether suspended or revoked is not known.",
    ),
    "revoked": Text(
        "{issuer} revocó este documento de {holder}. No lo acepte.",
        "{issuer} revoked this document of {holder}. Do not accept it.",
    ),
}

#: Notes behind the lead: what does not change the verdict and must still be known.
NOTES: Mapping[str, Text] = {
    "lapsed_since": Text(
        "Su acreditación venció después, el {day}; eso no afecta a lo ya emitido.",
        "Its accreditation has since lapsed, on {day}; what was already issued is not affected.",
    ),
    "suspended_since": Text(
        "Su acreditación se suspendió después, el {day}; eso no afecta a lo ya emitido.",
        "Its accreditation has since been suspended, on {day}; what was already issued is not affected.",
    ),
    "revoked_since": Text(
        "Su acreditación se revocó después, el {day}; eso no afecta por sí mismo a lo ya emitido.",
        "Its accreditation has since been revoked, on {day}; that alone does not affect what was already issued.",
    ),
    "condition_overdue_since": Text(
        "Hoy no puede emitir: no cumplió a tiempo una condición de su acreditación; eso no afecta a lo ya emitido.",
        "It may not issue today: a condition of its accreditation was not met in time; what was already issued is not "
        "affected.",
    ),
    "not_accredited_now": Text(
        "Hoy no está acreditada para este estándar.", "It is not accredited for this standard today."
    ),
    "status_unexplained": Text(
        "La autoridad ha marcado después su acreditación, sin que conste por qué.",
        "The authority has since marked its accreditation, without a stated reason.",
    ),
    "standard_failed": Text("No cumple el estándar. {reason}", "It does not meet the standard. {reason}"),
    "criteria_declared": Text("Los niveles los declara la institución.", "The levels are declared by the institution."),
    "name_differs": Text(
        "El nombre que usted escribió no es el del documento.", "The name that you typed is not the document's."
    ),
    "seal_of_another": Text(
        "El sello digital que lleva el certificado es de otra credencial.",
        "The digital seal on the certificate belongs to another credential.",
    ),
    "seal_broken": Text(
        "El sello digital que lleva el certificado no es válido.", "The digital seal on the certificate is not valid."
    ),
    "seal_spoilt": Text(
        "El sello digital que lleva el certificado no se puede leer.",
        "The digital seal on the certificate cannot be read.",
    ),
    "endorsement_failed": Text("Un aval que lleva no corresponde.", "An endorsement that it carries does not match."),
    "issuer_name_differs": Text(
        "El nombre registrado de la institución es {name}.", "The registered name of the institution is {name}."
    ),
}

#: Notes on the credentials inside a transcript, and the words for counting their verdicts.
CONTAINED: Mapping[str, Text] = {
    "one": Text("Lleva dentro 1 credencial ({counts}).", "It carries 1 credential inside ({counts})."),
    "many": Text("Lleva dentro {count} credenciales ({counts}).", "It carries {count} credentials inside ({counts})."),
    "omitted": Text(
        "No se comprobaron otras {count}: son demasiadas, o están demasiado adentro.",
        "{count} more were not checked: they are too many, or too deep inside.",
    ),
    "of_another": Text(
        "De las de dentro, nombran a otra persona: {count}.", "Of those inside, this many name another person: {count}."
    ),
}
COUNTED: Mapping[Verdict, Text] = {
    Verdict.VALID: Text("válidas: {count}", "valid: {count}"),
    Verdict.AUTHENTIC_NOT_CURRENT: Text("auténticas, pero no vigentes: {count}", "authentic, but not current: {count}"),
    Verdict.INVALID: Text("no válidas: {count}", "not valid: {count}"),
    Verdict.UNVERIFIABLE: Text("no se pudieron comprobar del todo: {count}", "could not be fully checked: {count}"),
}

SOMEBODY = Text("una persona sin nombre en el documento", "somebody whom the document does not name")

#: Short answers for the edge of a question's card.
ANSWERS: Mapping[str, Text] = {
    "yes": Text("Sí", "Yes"),
    "no": Text("No", "No"),
    "not_checked": Text("No comprobado", "Not checked"),
    "then_yes": Text("Sí, ese día", "Yes, on that day"),
    "then_no": Text("Ese día no", "Not on that day"),
    "outside": Text("Fuera de este registro", "Outside this registry"),
    "authority": Text("Sí, la autoridad", "Yes, the authority"),
    "expired": Text("No: vencida", "No: expired"),
    "not_yet_valid": Text("Todavía no", "Not yet"),
    "suspended": Text("No: suspendida", "No: suspended"),
    "superseded": Text("No: sustituida", "No: superseded"),
    "revoked": Text("No: revocada", "No: revoked"),
    "lapsed": Text("No: sin vigor", "No: out of force"),
    "status_set_kind_unknown": Text("No: retirada", "No: withdrawn"),
    "declared": Text("Sí, según declara", "Yes, as declared"),
    "compare": Text("Falta comparar", "Still to compare"),
    "matches": Text("El nombre coincide", "The name matches"),
    "partly": Text("Coincide en parte", "Matches in part"),
    "differs": Text("El nombre no coincide", "The name differs"),
}
