"""The sentences of the registry's printed documents, in Spanish and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from registry.texts import Language, Text

DEMO = Text("Demostración · datos sintéticos", "Demonstration · synthetic data")
MISSING_SIGNS = Text(
    "Los signos que esta letra no puede mostrar aparecen como □; la credencial firmada los conserva.",
    "Signs that this typeface cannot show appear as □; the signed credential keeps them.",
)
QR_TITLE = Text("Código QR que abre la página de verificación", "QR code that opens the verification page")

# --- certificate ---
CERTIFICATE_TITLE = Text("{title}: certificado de {holder}", "{title}: certificate of {holder}")
ACCREDITED = Text("Institución acreditada · dictamen {number}", "Accredited institution · ruling {number}")
ACCREDITED_UNNUMBERED = Text("Institución emisora", "Issuing institution")
TOGETHER_WITH = Text("En emisión conjunta con {partners}", "Issued jointly with {partners}")
AWARDS = Text("Otorga la microcredencial", "Awards the microcredential")
TO = Text("A", "To")
FOR_OUTCOMES = Text(
    "por demostrar los {count} resultados de aprendizaje del estándar {code}, versión {version}, «{standard}»",
    "for demonstrating the {count} learning outcomes of standard {code}, version {version} ({standard})",
)
FOR_ONE_OUTCOME = Text(
    "por demostrar el resultado de aprendizaje del estándar {code}, versión {version}, «{standard}»",
    "for demonstrating the learning outcome of standard {code}, version {version} ({standard})",
)
IN_PROFILE = Text(", en el perfil {profile}", ", in the profile {profile}")
WORKLOAD = Text(": {hours} horas de formación y evaluación", ": {hours} hours of learning and assessment")
WORKLOAD_ONE = Text(": {hours} hora de formación y evaluación", ": {hours} hour of learning and assessment")
IN_MODE = Text(", modalidad {mode}", ", {mode}")
AT_LEVEL = Text(", nivel {level}", ", level {level}")
AT_LEVELS = Text(", con los niveles que se indican", ", at the levels shown")
# Without breaks: «de 10.» alone on a line reads as a page number.
WITH_AVERAGE = Text(", promedio {average}\u00a0de\u00a010", ", average {average}\u00a0out\u00a0of\u00a010")
ACHIEVED = Text("Logrado", "Achieved")
ISSUED = Text("Emitido", "Issued")
VALID_UNTIL = Text("Vigente hasta", "Valid until")
NO_EXPIRY = Text("Sin vencimiento", "No expiry")
DAY = Text("{day}", "{day}")
NUMBER = Text("{number}", "{number}")
SIGNED = Text(
    "Con sello digital de la institución, registrado el {moment}.",
    "Signed with the institution's digital seal; registered {moment}.",
)
PREVIEW = Text("Vista previa · todavía sin firma", "Preview · not signed yet")
WATERMARK = Text("VISTA PREVIA", "PREVIEW, NOT SIGNED")
NOT_SIGNED = Text(
    "Vista previa: no se ha firmado ni registrado nada, y el folio se asigna al emitir.",
    "Preview: nothing has been signed or registered, and the folio is given when it is issued.",
)
LEVELS_HEADING = Text("Nivel por competencia", "Level by competency")
LEVELS_DECLARED_HEADING = Text(
    "Nivel por competencia, declarado por la institución", "Level by competency, as declared by the institution"
)
FOLIO = Text("Folio", "Folio")
CHECK_HEADING = Text("Compruebe este certificado", "Check this certificate")
CHECK_HOW = Text(
    "Apunte la cámara de su teléfono al código «en línea», o escriba el folio y el primer apellido en {address}. "
    "Verá si la firma es auténtica, quién emitió y si sigue vigente hoy.",
    "Point your phone's camera at the “online” code, or type the folio and the first surname at {address}. "
    "You will see whether the signature is genuine, who issued it and whether it is still current today.",
)
VERIFY_ONLINE = Text("Verificar en línea", "Verify online")
VERIFY_OFFLINE = Text("Verificar sin conexión", "Verify offline")
OFFLINE_HOW = Text(
    "El código «sin conexión» lleva firmados por el registro el nombre, la microcredencial, la institución, la fecha y "
    "el folio; lo lee el verificador del registro, aun sin internet.",
    "The “offline” code carries the name, the microcredential, the institution, the date and the folio, signed by the "
    "registry; the registry's verifier reads it, even without the internet.",
)
OFFLINE_PREVIEW = Text("Aquí irá el código firmado", "The signed code goes here")
PAPER_QR_TITLE = Text("Código QR para verificar sin conexión", "QR code for verifying offline")
SEAL_BACK = Text("Cadena original y sello digital", "Cadena original and sello digital")
CADENA = Text("Cadena original del registro", "Cadena original: what the registry states, in one line")
SELLO = Text("Sello digital del registro", "Sello digital: the registry's signature on that line")
SEAL_ABOUT = Text(
    "Reverso del certificado con folio {folio}. Lo que sigue es una declaración del registro, no de la institución: "
    "que recibió su credencial firmada, cuándo, y qué dice.",
    "Back of the certificate with folio {folio}. What follows is a statement of the registry, not of the institution: "
    "that it received the institution's signed credential, when, and what it says.",
)
SEAL_HOW = Text(
    "Para comprobarlo, pegue la cadena completa, de || a ||, y después el sello en {address}; o entregue ahí este PDF. "
    "El sello es una firma ECDSA P-256 con SHA-256 sobre la cadena, en base64; el último campo de la cadena nombra la "
    "llave. Una vez comprobado el sello, el registro dice también si la microcredencial sigue vigente hoy.",
    "To check it, paste the whole line, from || to ||, and then the seal at {address}; or hand in this PDF there. "
    "The seal is an ECDSA P-256 signature with SHA-256 over the line, in base64; the last field of the line names the "
    "key. Once the seal is checked, the registry also says whether the microcredential is still current today.",
)
PAPER_PROVES_NOTHING = Text(
    "El papel por sí solo no prueba nada: cualquiera puede imprimir uno igual.",
    "Paper alone proves nothing: anyone can print a page like this one.",
)
ATTACHED = Text(
    "La credencial firmada va adjunta a este PDF: {names}.",
    "The signed credential is attached to this PDF: {names}.",
)
IMPRINT = Text("{registry} · {operator}", "{registry} · {operator}")

# --- badge ---
TRACKS = {
    "literacy": Text("Alfabetización en IA", "AI literacy"),
    "engineering": Text("Ingeniería de IA", "AI engineering"),
}
BADGE_LEVEL = Text("Nivel {level}", "Level: {level}")
BADGE_TITLE = Text("Insignia: {title}, {institution}", "Badge: {title}, {institution}")
BADGE_ORIGIN = Text(
    "La imagen no prueba nada por sí sola; verifique la credencial que lleva dentro.",
    "The picture alone proves nothing; verify the credential inside it.",
)

# --- working documents ---
# The template fills the numbers in, when the pages are known.
PAGE = Text("Página {here} de {all}", "Page {here} of {all}")

# --- acknowledgement of a bulk issue ---
ACKNOWLEDGEMENT = Text("Acuse de emisión", "Acknowledgement of issue")
ACKNOWLEDGEMENT_TITLE = Text("Acuse de emisión {number}: {title}", "Acknowledgement of issue {number}: {title}")
ACKNOWLEDGED_TO = Text("Institución emisora", "Issuing institution")
RULING = Text("Dictamen", "Ruling")
STANDARD = Text("Estándar", "Standard")
STANDARD_VALUE = Text("{code}, versión {version}", "{code}, version {version}")
ISSUED_AT = Text("Emitido el", "Issued on")
ISSUED_BY = Text("Emitió", "Issued by")
ACKNOWLEDGEMENT_NUMBER = Text("Acuse número", "Acknowledgement number")
SOURCE_FILE = Text("Archivo de origen", "Source file")
TOTALS = Text("Resultado", "Outcome")
PLAN_DIGEST = Text("Huella del plan de emisión (SHA-256)", "Digest of the issuing plan (SHA-256)")
LIST_DIGEST = Text("Huella de la lista de folios (SHA-256)", "Digest of the list of folios (SHA-256)")
AWARDS_HEADING = Text("Microcredenciales emitidas: {count}", "Microcredentials issued: {count}")
ROW_NUMBER = Text("Núm.", "No.")
HOLDER = Text("Persona titular", "Holder")
TOO_MANY_TO_LIST = Text(
    "Son más de {limit}; este acuse no las enumera. La lista completa está en el acuse firmado que va adjunto "
    "y en el registro; su huella es la de arriba.",
    "There are more than {limit}; this page does not list them. The full list is in the attached signed "
    "acknowledgement and in the registry; its digest is the one above.",
)
SEAL_HEADING = Text("Sello digital", "Digital seal")
SEAL_ATTACHED = Text(
    "Este acuse se prueba con el texto firmado (JWS compacto) que va adjunto como {name}, no con el papel.",
    "What proves this acknowledgement is the signed text (compact JWS) attached as {name}, not the paper.",
)
SEAL_DIGEST = Text("Huella del texto firmado (SHA-256)", "Digest of the signed text (SHA-256)")
JWS_DESCRIPTION = Text("Texto firmado (JWS compacto)", "Signed text (compact JWS)")

# --- claim slips ---
SLIPS_TITLE = Text("Comprobantes de entrega: {count}", "Claim slips: {count}")
SLIP_KIND = Text("Comprobante de entrega", "Claim slip")
SLIP_INTRO = Text("{institution} le otorgó la microcredencial", "{institution} awarded you the microcredential")
SLIP_HOW = Text(
    "Para recibirla, apunte la cámara de su celular al código, o entre a {address} y escriba la clave. "
    "Es gratis y no necesita correo electrónico.",
    "To receive it, scan the code or type the claim code at {address}. It is free; no e-mail needed.",
)
SLIP_CODE = Text("Clave", "Claim code")
SLIP_UNTIL = Text("Recójala antes del {day}.", "Claim it before {day}.")
SLIP_KEEP = Text(
    "No comparta esta hoja: quien tenga la clave puede recibirla en su lugar.",
    "Keep this slip to yourself.",
)
SLIP_QR = Text("Código QR para recibir la microcredencial de {holder}", "QR code to claim {holder}'s microcredential")

# --- verification receipt ---
RECEIPT = Text("Comprobante de verificación", "Verification receipt")
RECEIPT_TITLE = Text("Comprobante de verificación: {headline}", "Verification receipt: {headline}")
RECEIPT_WHEN = Text(
    "Comprobado el {moment}. Dice lo que se encontró en ese momento; para saber si sigue igual, vuelva a verificar.",
    "Checked on {moment}. It says what was found at that moment; to know whether that still holds, verify again.",
)
RECEIPT_FACTS = Text("Lo que dice la credencial", "What the credential says")
RECEIPT_CHECKS = Text("Lo que se comprobó", "What was checked")
RECEIPT_AGAIN = Text("Volver a verificar", "Verify again")
RECEIPT_AS_OF = Text("Datos del {moment}", "Data as of {moment}")
RECEIPT_DIGEST = Text("Huella del documento presentado (SHA-256)", "Digest of the document presented (SHA-256)")
RECEIPT_SEAL = Text(
    "Este comprobante se prueba con el texto firmado (JWS compacto) que va adjunto como {name}, no con el papel: "
    "entregue este archivo en la página de verificación. El registro no guardó copia de lo que se presentó.",
    "What proves this receipt is the signed text (compact JWS) attached as {name}, not the paper: hand in this file on "
    "the verification page. The registry kept no copy of what was presented.",
)
RESULTS = {
    "passed": Text("Comprobado", "Passed"),
    "failed": Text("No pasó", "Failed"),
    "warning": Text("Con reserva", "With a reservation"),
    "not_checked": Text("No se comprobó", "Not checked"),
}
VERDICTS = {
    "valid": Text("Válida", "Valid"),
    "authentic_not_current": Text("Auténtica, pero no vigente", "Authentic, but not current"),
    "invalid": Text("No válida", "Not valid"),
    "unverifiable": Text("No se pudo comprobar", "Could not be checked"),
}


def in_language(words: Mapping[str, Text], language: Language) -> dict[str, str]:
    """The words of a template in one language, under the names by which the template asks for them."""
    return {name: text.in_(language) for name, text in words.items()}


def joined(*parts: Text) -> Text:
    """Sentences set one after the other; each brings its own punctuation."""
    return Text("".join(part.es for part in parts), "".join(part.en for part in parts))


def one_decimal(average: Decimal) -> str:
    """A grade out of ten with one decimal, half up, as report cards in Mexico round it."""
    return str(average.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def enumerated(names: tuple[str, ...]) -> Text:
    """«A, B y C», “A, B and C”; before an i sound the Spanish conjunction is *e*."""
    if len(names) < 2:
        return Text("".join(names), "".join(names))
    head, last = ", ".join(names[:-1]), names[-1]
    softened = last.lower().startswith(("i", "í", "hi", "hí")) and not last.lower().startswith(("hie", "ie"))
    return Text(f"{head} {'e' if softened else 'y'} {last}", f"{head} and {last}")
