"""¿Cumple el estándar? Alignment and requirements."""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text
from registry.verification.messages.sentence import Sentence

_ASK = Text("Pregunte a la institución que la emitió.", "Ask the institution that issued it.")
_TRY_LATER = Text("Vuelva a intentarlo en unos minutos.", "Try again in a few minutes.")

ALIGNMENT: Mapping[str, Sentence] = {
    "aligned": Sentence(
        Text("Cubre el estándar.", "Covers the standard."),
        Text(
            "Nombra los {count} resultados que pide {standard}.",
            "It names the {count} outcomes that {standard} asks for.",
        ),
    ),
    "no_standard": Sentence(
        Text("No nombra ningún estándar.", "It names no standard."),
        Text(
            "No dice a qué estándar del registro corresponde.",
            "It does not say to which of the registry's standards it belongs.",
        ),
        _ASK,
    ),
    "standard_unknown": Sentence(
        Text("Nombra un estándar que no existe.", "It names a standard that does not exist."),
        Text("El registro no tiene el estándar {standard}.", "The registry has no standard {standard}."),
        _ASK,
    ),
    "profile_unknown": Sentence(
        Text("Nombra un perfil que el estándar no tiene.", "It names a profile that the standard does not have."),
        Text("{standard} no tiene «{profile}».", "{standard} has no “{profile}”."),
        _ASK,
    ),
    "outcomes_missing": Sentence(
        Text("No cubre todo el estándar.", "It does not cover the whole standard."),
        Text(
            "Faltan resultados que pide {standard}: {codes}.", "Outcomes that {standard} asks for are missing: {codes}."
        ),
        _ASK,
    ),
    "outcomes_unknown": Sentence(
        Text("Nombra resultados que el estándar no tiene.", "It names outcomes that the standard does not have."),
        Text("No están en {standard}: {codes}.", "Not in {standard}: {codes}."),
        _ASK,
    ),
    "not_in_force": Sentence(
        Text("El estándar no estaba en vigor.", "The standard was not in force."),
        Text(
            "{standard} no estaba en vigor cuando se registró.", "{standard} was not in force when it was registered."
        ),
        _ASK,
    ),
    "issue_time_unknown": Sentence(
        Text("Falta saber cuándo se emitió.", "When it was issued is not known."),
        Text(
            "Sin la constancia de registro no puede saberse si {standard} estaba en vigor.",
            "Without the registration note nobody can tell whether {standard} was in force.",
        ),
        Text(
            "Se resuelve con la constancia de registro: vea qué hacer ahí.",
            "The registration note settles this: see what to do there.",
        ),
    ),
    "standard_unreachable": Sentence(
        Text("No se pudo consultar el estándar.", "The standard could not be looked up."),
        Text(
            "No se obtuvo el estándar que nombra: {detail}.", "The standard that it names was not obtained: {detail}."
        ),
        Text("{next}", "{next}"),
    ),
}

REQUIREMENTS: Mapping[str, Sentence] = {
    "requirements_met": Sentence(
        Text("Cumple los mínimos.", "Meets the minimums."),
        Text(
            "Horas y niveles alcanzan lo que pide {standard}, con rúbricas calificadas.",
            "Hours and levels reach what {standard} asks for, with scored rubrics.",
        ),
    ),
    "criteria_declared": Sentence(
        Text("Niveles declarados por la institución.", "Levels declared by the institution."),
        Text(
            "Horas y niveles alcanzan lo que pide {standard}, pero los niveles los declara la institución: "
            "no entregó la calificación de cada criterio.",
            "Hours and levels reach what {standard} asks for, but the institution declares the levels: "
            "it did not hand in the score of each criterion.",
        ),
        Text(
            "Si lo necesita, pida a la institución la rúbrica calificada.",
            "If you need it, ask the institution for the scored rubric.",
        ),
    ),
    "hours_short": Sentence(
        Text("Faltan horas.", "Too few hours."),
        Text(
            "Declara {hours} horas y {standard} pide {required}.",
            "It states {hours} hours and {standard} asks for {required}.",
        ),
        _ASK,
    ),
    "level_short": Sentence(
        Text("Falta nivel.", "Level too low."),
        Text(
            "No alcanza el nivel que pide {standard} en {competencies}.",
            "It does not reach the level that {standard} asks for in {competencies}.",
        ),
        _ASK,
    ),
    "not_stated": Sentence(
        Text("No declara lo que el estándar pide.", "It does not state what the standard asks for."),
        Text("No declara {what}.", "It does not state {what}."),
        _ASK,
    ),
    "standard_unreachable": Sentence(
        Text("Mínimos sin comprobar.", "Minimums not checked."),
        Text(
            "No se obtuvo el estándar que nombra: {detail}.", "The standard that it names was not obtained: {detail}."
        ),
        Text("{next}", "{next}"),
    ),
}

#: What may be missing (``not_stated``).
HOURS = Text("las horas", "the hours")
LEVEL_IN = Text("el nivel en {competencies}", "the level in {competencies}")
