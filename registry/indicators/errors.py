"""Refusals of the indicators' room."""

from registry.errors import Conflict, NotFound, RegistryError
from registry.texts import Text


class NoSuchIndicator(NotFound):
    """No indicator in force has that id."""

    code = "no_such_indicator"
    text = Text(
        "No hay un indicador «{indicator}» en vigor. Vea la lista de indicadores.",
        "No indicator “{indicator}” is in force. See the list of indicators.",
    )


class NoSuchProposal(NotFound):
    """No proposal with that key."""

    code = "no_such_proposal"
    text = Text("No existe esa propuesta.", "There is no such proposal.")


class NoSuchImport(NotFound):
    """No series with that key."""

    code = "no_such_series"
    text = Text("No existe esa serie.", "There is no such series.")


class NoSuchValue(NotFound):
    """No value of that indicator, period and revision."""

    code = "no_such_value"
    text = Text(
        "No hay un valor publicado de {indicator} para {period}.",
        "There is no published value of {indicator} for {period}.",
    )


class NothingChanged(RegistryError):
    """A proposal that says what stands already."""

    code = "nothing_changed"
    text = Text(
        "La propuesta dice lo mismo que la versión vigente. Cambie lo que quiera cambiar.",
        "The proposal says the same as the version in force. Change what you want to change.",
    )


class ProposalWaiting(Conflict):
    """One proposal at a time."""

    code = "proposal_waiting"
    text = Text(
        "Ya hay una propuesta por decidir para este indicador. Decídanla o retírenla antes de proponer otra.",
        "A proposal for this indicator is waiting already. Have it decided or withdrawn before proposing another.",
    )


class NotWaiting(Conflict):
    """It has been decided already."""

    code = "not_waiting"
    text = Text(
        "Esto ya se decidió; vuelva a abrir la página para ver cómo quedó.",
        "This has been decided already; open the page again to see how.",
    )


class SamePerson(Conflict):
    """Four eyes: whoever brought it cannot approve it."""

    code = "own_work"
    text = Text(
        "Debe decidir otra persona: quien lo propuso o lo cargó no puede aprobarlo.",
        "Somebody else must decide: whoever proposed or loaded it cannot approve it.",
    )


class ReasonNeeded(RegistryError):
    """A public reason is missing."""

    code = "public_reason_needed"
    text = Text("Escriba el motivo: se publica con el cambio.", "Write the reason: it is published with the change.")


class SeriesUnknown(RegistryError):
    """The framework in force names no such series, or it has no columns here."""

    code = "series_unknown"
    text = Text("El registro no conoce la serie «{kind}».", "The registry does not know the series “{kind}”.")


class UnitUnknown(RegistryError):
    """That measure is not written in that unit."""

    code = "unit_unknown"
    text = Text("Elija una unidad de la lista.", "Choose a unit from the list.")


class SourceMissing(RegistryError):
    """Where it comes from was not said."""

    code = "source_missing"
    text = Text(
        "Escriba el título, quién lo publicó y la fecha de publicación: sin fuente no se acepta una serie.",
        "Write the title, who published it and the date: a series without a source is not accepted.",
    )


class SourceInFuture(RegistryError):
    """A date of publication that has not come."""

    code = "source_in_future"
    text = Text(
        "La fecha de publicación {day} todavía no llega. Revísela.", "The date {day} has not come yet. Check it."
    )


class SeriesFaulty(Conflict):
    """Errors must be mended before a series can be approved."""

    code = "series_faulty"
    text = Text(
        "La serie tiene {errors} errores. Corrija el archivo y cárguelo otra vez; esta no se puede aprobar.",
        "The series has {errors} errors. Mend the file and load it again; this one cannot be approved.",
    )


class WarningsUnread(RegistryError):
    """Warnings must be accepted by whoever approves."""

    code = "warnings_unread"
    text = Text(
        "La serie tiene {warnings} advertencias. Marque que las leyó y las acepta.",
        "The series has {warnings} warnings. Tick that you have read and accept them.",
    )


class ValueFrozen(Conflict):
    """A published value stays; a correction says why."""

    code = "value_frozen"
    text = Text(
        "El valor de {period} ya está publicado y no cambia. Si está mal, corríjalo con un motivo: queda otra "
        "revisión.",
        "The value of {period} is published and does not change. If it is wrong, correct it with a reason: that makes "
        "another revision.",
    )


class SameValue(RegistryError):
    """Computing again gives the same."""

    code = "same_value"
    text = Text(
        "Al calcularlo otra vez da lo mismo: no hay nada que corregir.",
        "Computed again it is the same: there is nothing to correct.",
    )


class NothingComputed(RegistryError):
    """There is no value to correct it to."""

    code = "nothing_computed"
    text = Text("Hoy no se puede calcular ese valor: {reason}", "That value cannot be computed today: {reason}")


class FigureUnfit(RegistryError):
    """A value typed by hand that its series cannot have."""

    code = "figure_unfit"
    text = Text("{said}", "{said}")
