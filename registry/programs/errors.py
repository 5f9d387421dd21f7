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


class NoSuchCall(NotFound):
    """There is no such call, or it has not been published."""

    code = "no_such_call"
    text = Text(
        "No encontramos esa convocatoria. Vea las que están abiertas en «Programas».",
        "We could not find that call. See the open ones under “Programs”.",
    )


class NoSuchApplication(NotFound):
    """There is no such application, or it is somebody else's."""

    code = "no_such_call_application"
    text = Text("No encontramos esa solicitud entre las suyas.", "We could not find that application among yours.")


class NoSuchAgreement(NotFound):
    """There is no such agreement."""

    code = "no_such_agreement"
    text = Text("No encontramos ese convenio.", "We could not find that agreement.")


class CallUnfit(RegistryError):
    """Something in a call does not fit."""

    code = "call_unfit"
    text = Text("{problem}", "{problem}")

    def __init__(self, field: str, problem: Text) -> None:
        self.field = field
        super().__init__(problem=problem)


class CallNotOpen(Conflict):
    """Nobody applies, corrects or withdraws outside the dates of the call."""

    code = "call_not_open"
    text = Text(
        "La convocatoria no recibe solicitudes ahora: abre el {opens} y cierra el {closes}.",
        "The call takes no applications now: it opens on {opens} and closes on {closes}.",
    )


class CallStarted(Conflict):
    """What people applied under does not change any more."""

    code = "call_published"
    text = Text(
        "La convocatoria ya se publicó: sus bases no cambian. Puede ampliar el cierre o cancelarla.",
        "The call has been published: its terms no longer change. You can extend the close or cancel it.",
    )


class CallStillOpen(Conflict):
    """The draw comes after the close."""

    code = "call_still_open"
    text = Text(
        "Todavía se reciben solicitudes, hasta el {closes}. El sorteo se hace después.",
        "Applications are taken until {closes}. The draw comes after that.",
    )


class CallDecided(Conflict):
    """The places have been given."""

    code = "call_decided"
    text = Text("Los lugares ya se asignaron el {at}.", "The places were given out on {at}.")


class CallCancelled(Conflict):
    """Nothing happens in a cancelled call."""

    code = "call_cancelled"
    text = Text("La convocatoria se canceló el {at}.", "The call was cancelled on {at}.")


class AlreadyApplied(Conflict):
    """One application for each person."""

    code = "already_applied"
    text = Text(
        "Usted ya tiene una solicitud en esta convocatoria; ábrala en «Mis programas» para corregirla.",
        "You already have an application to this call; open it under “My programs” to correct it.",
    )


class DocumentUsed(Conflict):
    """One application for each document."""

    code = "document_used"
    text = Text(
        "Ya hay una solicitud con ese documento en esta convocatoria. Si es suya, entre con la cuenta con que la hizo.",
        "There already is an application with that document. If it is yours, sign in with the account that sent it.",
    )


class DeclarationUnfit(RegistryError):
    """An answer of the application does not fit."""

    code = "declaration_unfit"
    text = Text("{problem}", "{problem}")

    def __init__(self, field: str, problem: Text) -> None:
        self.field = field
        super().__init__(problem=problem)


class ConsentMissing(RegistryError):
    """Optional data are kept with consent only."""

    code = "program_consent_missing"
    text = Text(
        "Para guardar los datos opcionales hace falta su consentimiento: marque la casilla o déjelos sin contestar.",
        "Optional data are kept with your consent only: tick the box, or leave them unanswered.",
    )


class NotWaiting(Conflict):
    """The application is past the point where this can be done."""

    code = "application_ended"
    text = Text(
        "En el estado en que está la solicitud («{state}») esto ya no se puede hacer.",
        "In the state in which the application is (“{state}”) this can no longer be done.",
    )


class NothingToAnswer(Conflict):
    """No place is offered, or it has been answered."""

    code = "nothing_to_answer"
    text = Text("No hay un lugar que espere su respuesta.", "There is no place that waits for your answer.")


class AnswerTooLate(Conflict):
    """The day to answer has passed."""

    code = "answer_too_late"
    text = Text(
        "El plazo para responder terminó el {until}. Escriba a la autoridad del programa.",
        "The time to answer ended on {until}. Write to the program's authority.",
    )


class NobodyWaiting(Conflict):
    """No place is free, or nobody waits for one."""

    code = "nobody_waiting"
    text = Text(
        "No hay lugares libres, o nadie espera uno. Vea cuántos hay en la lista de espera.",
        "No place is free, or nobody waits for one. See how many are on the waiting list.",
    )


class InAnotherCohort(Conflict):
    """One person takes part in one cohort of a program."""

    code = "in_another_cohort"
    text = Text(
        "{count} de estas personas ya está en otra generación del programa. Cada persona participa en una sola.",
        "{count} of these people are already in another cohort of the program. Each person takes part in one only.",
    )


class MemberWithdrawn(Conflict):
    """Nothing is recorded for somebody who left."""

    code = "member_withdrawn"
    text = Text(
        "La persona de la clave {selection_code} se dio de baja el {at}; no se le registran resultados.",
        "The person of code {selection_code} withdrew on {at}; no results are recorded.",
    )


class StageNotCut(Conflict):
    """A late result is one after the cut."""

    code = "stage_not_cut"
    text = Text(
        "Todavía no hay corte: registre el resultado como los demás.",
        "There is no cut yet: record the result like the others.",
    )


class AgreementUnfit(RegistryError):
    """An agreement's dates or parties do not fit."""

    code = "agreement_unfit"
    text = Text("{problem}", "{problem}")

    def __init__(self, field: str, problem: Text) -> None:
        self.field = field
        super().__init__(problem=problem)


class ResultsFileUnfit(RegistryError):
    """The file has no column of codes or of scores."""

    code = "results_file_unfit"
    text = Text(
        "El archivo necesita una columna «clave» y una por instrumento ({instruments}). No encontramos: {missing}.",
        "The file needs a column “code” and one for each instrument ({instruments}). We did not find: {missing}.",
    )


class TopicUnknown(RegistryError):
    """A project declares one of the catalogue's topics, in a program whose projects have one."""

    code = "project_topic_unknown"
    text = Text(
        "«{topic}» no es un tema de proyecto de este programa. Use uno de la lista.",
        "“{topic}” is no project topic of this program. Use one of the list.",
    )
