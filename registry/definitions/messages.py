"""What the rules of a definition say, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registry.texts import Language, Text


@dataclass(frozen=True, slots=True)
class Choice:
    """The sentences of a list to choose from."""

    good: Text
    none: Text
    unknown: Text
    choose: Text


LANGUAGE_NAMES: Mapping[Language, Text] = {"es": Text("español", "Spanish"), "en": Text("inglés", "English")}
BOTH = Text("español e inglés", "Spanish and English")
TRACK_NAMES: Mapping[str, Text] = {
    "literacy": Text("alfabetización", "literacy"),
    "engineering": Text("ingeniería", "engineering"),
}
TEXT_NAMES: Mapping[str, Text] = {
    "title": Text("título", "title"),
    "description": Text("descripción", "description"),
    "criteria": Text("cómo se obtiene", "how it is earned"),
    "entry": Text("requisitos de ingreso", "entry requirements"),
    "appeal": Text("vía de inconformidad", "appeal route"),
    "cost": Text("costo", "cost"),
}
RULE_NAMES: Mapping[str, Text] = {
    "target": Text("Perfil o parte", "Profile or part"),
    "texts": Text("Textos en los dos idiomas", "Texts in both languages"),
    "track": Text("Vía", "Track"),
    "title": Text("Título que no confunde", "Title that does not mislead"),
    "coverage": Text("Cobertura de resultados", "Outcome coverage"),
    "learning_hours": Text("Horas de formación", "Learning hours"),
    "assessment_hours": Text("Horas de evaluación", "Assessment hours"),
    "instruments": Text("Instrumentos y mínimos", "Instruments and minimums"),
    "weights": Text("Pesos", "Weights"),
    "languages": Text("Idiomas", "Languages"),
    "modes": Text("Modalidades", "Modes"),
    "validity": Text("Vigencia", "Validity"),
    "identity": Text("Comprobación de identidad", "Identity check"),
    "adjustments": Text("Ajustes razonables", "Reasonable adjustments"),
    "appeal": Text("Vía de inconformidad", "Appeal route"),
    "cost": Text("Costo", "Cost"),
    "sectors": Text("Sectores (SCIAN)", "Sectors (SCIAN)"),
}

NO_TARGET = Text("El estándar {standard} no ofrece «{asked}».", "Standard {standard} does not offer “{asked}”.")
CHOOSE_TARGET = Text("Elija una de estas opciones: {offered}.", "Choose one of: {offered}.")

TEXT_THERE = Text("Texto completo: {name}.", "Text complete: {name}.")
TEXT_MISSING = Text("Falta el texto «{name}» en {language}.", "The text “{name}” is missing in {language}.")
TEXT_UNFIT = Text(
    "El texto «{name}» en {language} pasa de {maximum} caracteres o tiene caracteres invisibles.",
    "The text “{name}” in {language} exceeds {maximum} characters or has invisible characters.",
)
WRITE_TEXT = Text(
    "Escriba «{name}» en español y en inglés, con {maximum} caracteres como máximo en cada uno.",
    "Write “{name}” in Spanish and in English, {maximum} characters at most in each.",
)
WRITE_BOTH = Text(
    "Escríbalo en español y en inglés, o déjelo vacío.", "Write it in Spanish and in English, or leave it empty."
)
OWN_TITLE_HALF = Text(
    "El nombre propio de «{title}» está en un solo idioma.", "Your own name for “{title}” is in one language only."
)

TRACK_IS = Text("Vía declarada: {track}.", "Track stated: {track}.")
TRACK_DIFFERS = Text(
    "La vía declarada no es la del estándar {standard} ({track}).",
    "The stated track is not that of standard {standard} ({track}).",
)
CHOOSE_TRACK = Text("Elija la vía de {track}.", "Choose the {track} track.")
TITLE_CLEAR = Text(
    "El título no confunde la vía ni el tipo de documento.", "The title blurs neither track nor kind of document."
)
TITLE_BLURS = Text(
    "El título de una microcredencial de alfabetización dice «{word}…», y hace pensar en ingeniería.",
    "The title of a literacy microcredential says “{word}…”, which suggests engineering.",
)
RETITLE = Text(
    "Quite esa palabra del título, o alinee el diseño con el estándar de ingeniería.",
    "Remove that word from the title, or align the design with the engineering standard.",
)
TITLE_DEGREE = Text(
    "El título dice «{word}», que es el nombre de un grado o de otro documento.",
    "The title says “{word}”, which names a degree or another document.",
)
RETITLE_DEGREE = Text(
    "Nombre lo que la persona sabe hacer; una microcredencial no es un grado.",
    "Name what the person can do; a microcredential is not a degree.",
)

COVERED = Text("{id}: se enseña en «{taught}» y se evalúa.", "{id}: taught in “{taught}” and assessed.")
NOT_TAUGHT = Text("{id}: no dice dónde se enseña.", "{id}: does not say where it is taught.")
TAUGHT_UNFIT = Text(
    "{id}: el nombre del módulo pasa de {maximum} caracteres o tiene caracteres invisibles.",
    "{id}: the module's name exceeds {maximum} characters or has invisible characters.",
)
SAY_WHERE_TAUGHT = Text("Escriba el módulo o la sesión.", "Write the module or session.")
NOT_ASSESSED = Text(
    "{id}: el estándar pide evaluarlo con {instruments}.", "{id}: the standard asks to assess it with {instruments}."
)
ASSESS_WITH = Text("Marque {instruments} en este resultado.", "Tick {instruments} for this outcome.")

LEARNING = Text("Horas de formación", "Learning hours")
ASSESSMENT = Text("Horas de evaluación", "Assessment hours")
ENOUGH = Text("{name}: {own}; el mínimo es {least}.", "{name}: {own}; the minimum is {least}.")
BELOW = Text("{name}: {own}, y el mínimo es {least}.", "{name}: {own}, and the minimum is {least}.")
ABOVE = Text("{name}: {own} pasa de {most}.", "{name}: {own} is over {most}.")
WRITE_AT_LEAST = Text("Escriba {number} o más.", "Write {number} or more.")
WRITE_AT_MOST = Text("Escriba {number} o menos.", "Write {number} or less.")
WRITE_NUMBER = Text("Escriba {number}.", "Write {number}.")
ASSESSMENT_ADDS_UP = Text(
    "Las horas de los instrumentos suman las {hours} de evaluación.",
    "The instruments' hours add up to the {hours} of assessment.",
)
ASSESSMENT_DIFFERS = Text(
    "Las horas de los instrumentos suman {sum}, y las de evaluación son {hours}.",
    "The instruments' hours add up to {sum}, and those of assessment are {hours}.",
)

INSTRUMENT_MISSING = Text("Falta el instrumento «{title}» ({id}).", "The instrument “{title}” ({id}) is missing.")
ADD_INSTRUMENT = Text("Agréguelo con peso {weight}.", "Add it with weight {weight}.")
NOT_OF_STANDARD = Text(
    "«{id}» no es un instrumento del estándar para este perfil o parte.",
    "“{id}” is not an instrument of the standard for this profile or part.",
)
TWICE = Text("«{id}» aparece dos veces.", "“{id}” appears twice.")
REMOVE_INSTRUMENT = Text("Quítelo.", "Remove it.")
MINIMUM_OF = Text("Mínimo de «{title}» (%)", "Minimum of “{title}” (%)")
HOURS_OF = Text("Horas de «{title}»", "Hours of “{title}”")
WEIGHT_IS = Text("Peso de «{title}»: {weight}, como el estándar.", "Weight of “{title}”: {weight}, as in the standard.")
WEIGHT_DIFFERS = Text(
    "Peso de «{title}»: {own}, y el del estándar es {weight}.",
    "Weight of “{title}”: {own}, and the standard's is {weight}.",
)
WEIGHTS_ADD_UP = Text("Los pesos suman 100.", "The weights add up to 100.")
WEIGHTS_DIFFER = Text("Los pesos suman {total}.", "The weights add up to {total}.")
USE_STANDARD_WEIGHTS = Text(
    "Use los pesos del estándar: con otros, los promedios no se podrían comparar.",
    "Use the standard's weights: with others, averages could not be compared.",
)

CHOSEN_TWICE = Text("Una opción aparece dos veces.", "An option appears twice.")
LANGUAGES = Choice(
    good=Text("Idiomas elegidos: {count}.", "Languages chosen: {count}."),
    none=Text("No hay ningún idioma.", "There is no language."),
    unknown=Text("«{value}» no está en la lista de idiomas.", "“{value}” is not in the list of languages."),
    choose=Text("Elija al menos un idioma de la lista.", "Choose at least one language from the list."),
)
MODES = Choice(
    good=Text("Modalidades elegidas: {count}.", "Modes chosen: {count}."),
    none=Text("No hay ninguna modalidad.", "There is no mode."),
    unknown=Text("«{value}» no está en la lista de modalidades.", "“{value}” is not in the list of modes."),
    choose=Text("Elija al menos una modalidad de la lista.", "Choose at least one mode from the list."),
)
SECTORS = Choice(
    good=Text("Sectores elegidos: {count}.", "Sectors chosen: {count}."),
    none=Text("No hay ningún sector.", "There is no sector."),
    unknown=Text("«{value}» no está en la lista de sectores.", "“{value}” is not in the list of sectors."),
    choose=Text("Elija sectores de la lista, o ninguno.", "Choose sectors from the list, or none."),
)
IDENTITY = Choice(
    good=Text("Documentos aceptados: {count}.", "Documents accepted: {count}."),
    none=Text("No dice con qué documento comprueba la identidad.", "It does not say which document proves identity."),
    unknown=Text(
        "El estándar no acepta «{value}» para comprobar la identidad.",
        "The standard does not accept “{value}” as proof of identity.",
    ),
    choose=Text(
        "Elija al menos uno de los documentos del estándar.", "Choose at least one of the standard's documents."
    ),
)
ADJUSTMENTS = Choice(
    good=Text("Ajustes ofrecidos: {count}.", "Adjustments offered: {count}."),
    none=Text("No ofrece ningún ajuste razonable.", "It offers no reasonable adjustment."),
    unknown=Text(
        "«{value}» no está entre los ajustes del estándar.", "“{value}” is not among the standard's adjustments."
    ),
    choose=Text(
        "Elija al menos uno de los ajustes del estándar.", "Choose at least one of the standard's adjustments."
    ),
)

VALIDITY_IS = Text("Vigencia: {months} meses.", "Validity: {months} months.")
VALIDITY_TOO_LONG = Text(
    "Vigencia: {months} meses; el estándar admite de 1 a {most}.",
    "Validity: {months} months; the standard allows 1 to {most}.",
)
WRITE_VALIDITY = Text("Escriba un número de meses entre 1 y {most}.", "Write a number of months between 1 and {most}.")

APPEAL = Text(
    "La persona puede pedir que se revise su resultado dentro de los {days} días hábiles siguientes a recibirlo.",
    "A person may ask for a review of the result within {days} business days of receiving it.",
)

NO_DRAFTS = Text(
    "No hay ningún diseño alineado con un estándar en vigor.", "There is no design aligned with a standard in force."
)
FINDING_MET = Text("Se cumple en {good} de {all} diseños: {titles}.", "Met in {good} of {all} designs: {titles}.")
FINDING_NOT_MET = Text(
    "Se cumple en {good} de {all} diseños. Falta en «{title}»: {problem}",
    "Met in {good} of {all} designs. Missing in “{title}”: {problem}",
)
ENDORSEMENT_NAME = Text("Respaldo de {partner}", "Endorsement by {partner}")
ENDORSEMENT_COMMENT = Text(
    "Esta institución participa en esta microcredencial, sabe cómo se enseña y se evalúa, y la respalda con su firma.",
    "This institution takes part in this microcredential, knows how it is taught and assessed, "
    "and endorses it with its signature.",
)
