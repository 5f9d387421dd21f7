"""What the programs room refuses, and why."""

from __future__ import annotations

from registry.errors import Conflict, NotFound, RegistryError
from registry.texts import Text


class NoSuchCohort(NotFound):
    """There is no such cohort."""

    code = "no_such_cohort"
    text = Text("No encontramos esa generación del programa.", "We could not find that cohort of the program.")


class NoSuchStage(NotFound):
    """The program has no such stage, or none that is filled by a cut."""

    code = "no_such_stage"
    text = Text("El programa no tiene la etapa «{stage}».", "The program has no stage “{stage}”.")


class NoSuchCode(NotFound):
    """No member of the cohort has this selection code."""

    code = "no_such_selection_code"
    text = Text(
        "Nadie de esta generación tiene la clave {selection_code}.",
        "Nobody in this cohort has the code {selection_code}.",
    )


class NameTaken(Conflict):
    """The program already has a cohort of this name."""

    code = "cohort_name_taken"
    text = Text("El programa ya tiene una generación «{name}».", "The program already has a cohort “{name}”.")


class AdmissionClosed(Conflict):
    """Codes are given out before the draw's seed is committed to, so nobody is admitted afterwards."""

    code = "admission_closed"
    text = Text(
        "La admisión ya cerró: la huella del sorteo se publicó el {at}. Abra otra generación.",
        "Admission is closed: the digest of the draw was published on {at}. Open another cohort.",
    )


class NoPlacesLeft(Conflict):
    """The first stage takes no more people."""

    code = "no_places_left"
    text = Text(
        "La etapa admite {capacity} personas y serían {asked}.",
        "The stage takes {capacity} people and there would be {asked}.",
    )


class DrawNotCommitted(Conflict):
    """No grade is recorded before the digest of the draw's seed has been published."""

    code = "draw_not_committed"
    text = Text(
        "Antes de la primera calificación debe publicarse la huella del sorteo. Cierre la admisión primero.",
        "Before the first grade the digest of the draw must be published. Close admission first.",
    )


class NobodyAdmitted(Conflict):
    """A cohort without members has nothing to draw."""

    code = "nobody_admitted"
    text = Text("Todavía no hay nadie en esta generación.", "There is nobody in this cohort yet.")


class WrongDefinition(RegistryError):
    """The microcredential is not the one that closes this stage."""

    code = "wrong_definition"
    text = Text(
        "Esta etapa se cierra con una microcredencial de {wanted}; la elegida es de {given}.",
        "This stage is closed by a microcredential of {wanted}; the chosen one is of {given}.",
    )


class NotSelected(Conflict):
    """Only who was admitted to a stage can have a result in it."""

    code = "not_selected"
    text = Text(
        "La clave {selection_code} no fue admitida a esta etapa.",
        "The code {selection_code} was not admitted to this stage.",
    )


class ResultRecorded(Conflict):
    """Another result is already there; a correction says why."""

    code = "result_recorded"
    text = Text(
        "La clave {selection_code} ya tiene otro resultado en esta etapa. Corríjalo indicando el motivo.",
        "The code {selection_code} already has another result in this stage. Correct it and say why.",
    )


class ResultMissing(NotFound):
    """There is nothing to correct."""

    code = "result_missing"
    text = Text(
        "La clave {selection_code} no tiene resultado en esta etapa.",
        "The code {selection_code} has no result in this stage.",
    )


class CorrectionReasonMissing(RegistryError):
    """A correction says why."""

    code = "correction_reason_missing"
    text = Text("Escriba el motivo de la corrección.", "Write the reason for the correction.")


class CutMade(Conflict):
    """The seed is public from then on: nothing that could change the cut changes any more."""

    code = "cut_made"
    text = Text(
        "El corte se publicó el {at}; los resultados de la etapa ya no cambian.",
        "The cut was published on {at}; the stage's results no longer change.",
    )


class ScoreUnfit(RegistryError):
    """A percentage is missing or outside its bounds."""

    code = "score_unfit"
    text = Text(
        "Clave {selection_code}: escriba el porcentaje de «{instrument}», de 0 a 100.",
        "Code {selection_code}: write the percentage of “{instrument}”, from 0 to 100.",
    )


class ScoreLacking(RegistryError):
    """Somebody has no percentage in an instrument that breaks ties."""

    code = "score_lacking"
    text = Text(
        "La clave {selection_code} no tiene calificación en {instrument}, que sirve para desempatar.",
        "The code {selection_code} has no score in {instrument}, which breaks ties.",
    )


class CodesRepeated(RegistryError):
    """Two results under one code."""

    code = "codes_repeated"
    text = Text("Una clave de selección aparece dos veces.", "A selection code appears twice.")


class SeedNotCommitted(RegistryError):
    """The seed is not the one whose digest was published."""

    code = "seed_not_committed"
    text = Text(
        "La semilla no corresponde a la huella publicada; el sorteo no vale.",
        "The seed does not match the published digest; the draw does not count.",
    )
