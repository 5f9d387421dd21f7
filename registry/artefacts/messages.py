"""The sentences of the registry's printed documents, in Spanish and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from registry.texts import Language, Text

DEMO = Text("Demostración · datos sintéticos", "Demonstration · synthetic data")
MISSING_SIGNS = Text(
    "Los signos que esta letra no puede mostrar aparecen como □; la credencial adjunta los conserva.",
    "Signs that this typeface cannot show appear as □; the attached credential keeps them.",
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
WITH_AVERAGE = Text(", promedio {average} de 10", ", average {average} out of 10")
ACHIEVED = Text("Logrado", "Achieved")
ISSUED = Text("Emitido", "Issued")
VALID_UNTIL = Text("Vigente hasta", "Valid until")
NO_EXPIRY = Text("Sin vencimiento", "No expiry")
DAY = Text("{day}", "{day}")
SIGNED = Text(
    "Con firma electrónica de la institución, registrada el {moment}.",
    "Signed electronically by the institution; registered {moment}.",
)
LEVELS_HEADING = Text("Nivel por competencia", "Level by competency")
FOLIO = Text("Folio", "Folio")
CHECK_HEADING = Text("Compruebe este certificado", "Check this certificate")
CHECK_HOW = Text(
    "Apunte la cámara de su teléfono al código, o escriba el folio y el primer apellido en {address}. "
    "Verá si la firma es auténtica, quién emitió y si sigue vigente hoy.",
    "Point your phone's camera at the code, or type the folio and the first surname at {address}. "
    "You will see whether the signature is genuine, who issued it and whether it is still current today.",
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
