"""Refusals of the surveys' room."""

from registry.errors import RegistryError
from registry.texts import Text


class SurveyLinkUnknown(RegistryError):
    """No survey has this link."""

    code = "survey_link_unknown"
    kind = "missing"
    text = Text(
        "Este enlace no abre ninguna encuesta. Cópielo completo del correo.",
        "This link opens no survey. Copy all of it from the mail.",
    )


class SurveyClosed(RegistryError):
    """The wave is over, or consent was withdrawn."""

    code = "survey_closed"
    kind = "gone"
    text = Text(
        "Esta encuesta ya cerró: no se reciben ni se cambian respuestas.",
        "This survey has closed: answers are neither taken nor changed.",
    )


class AnswerUnfit(RegistryError):
    """An answer that the question does not have."""

    code = "survey_answer_unfit"
    text = Text("Revise su respuesta a «{question}».", "Check your answer to “{question}”.")


class NothingAnswered(RegistryError):
    """A form without any answer."""

    code = "survey_empty"
    text = Text(
        "No contestó ninguna pregunta. Conteste al menos una, o cierre esta página.",
        "You answered no question. Answer at least one, or close this page.",
    )
