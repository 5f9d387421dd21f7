"""What the authority hands in about indicators and series."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField

from registry.curriculum.indicators import Indicator
from registry.indicators import editing, importing, messages
from registry.indicators.editing import Metadata
from registry.indicators.series import KINDS, UNIT_NAMES, UNITS
from registry.texts import Text
from registry.web.forms import Form, at_most, options, required, strip

_LONG = {"rows": "4"}


def _words(spanish: str, english: str, *, needed: bool = True) -> TextAreaField:
    """A text in one language."""
    checks = [required(Text("Escriba este texto.", "Write this text."))] if needed else []
    return TextAreaField(
        Text(spanish, english), filters=[strip], validators=[*checks, at_most(editing.LONGEST)], render_kw=_LONG
    )


class MetadataForm(Form):
    """A version of what is said of an indicator, and why."""

    owner = StringField(
        Text("Dueño", "Owner"),
        filters=[strip],
        validators=[required(Text("Escriba el dueño.", "Write the owner.")), at_most(editing.LONGEST_OWNER)],
    )
    cadence = RadioField(
        Text("Cadencia", "Cadence"),
        choices=options(*messages.CADENCES.items()),
        validators=[required(Text("Elija una cadencia.", "Choose a cadence."))],
    )
    definition_es = _words("Definición, en español", "Definition, in Spanish")
    definition_en = _words("Definición, en inglés", "Definition, in English")
    baseline_es = _words("Línea base, en español (opcional)", "Baseline, in Spanish (optional)", needed=False)
    baseline_en = _words("Línea base, en inglés (opcional)", "Baseline, in English (optional)", needed=False)
    analogue_es = _words("Análogo internacional, en español", "International analogue, in Spanish")
    analogue_en = _words("Análogo internacional, en inglés", "International analogue, in English")
    caveat_es = _words("Nota de método, en español", "Method note, in Spanish")
    caveat_en = _words("Nota de método, en inglés", "Method note, in English")
    reason = TextAreaField(
        Text("Por qué se cambia", "Why it is changed"),
        description=Text("Se publica en la página del indicador.", "It is published on the indicator's page."),
        filters=[strip],
        validators=[required(Text("Escriba el motivo.", "Write the reason.")), at_most(editing.LONGEST)],
        render_kw=_LONG,
    )

    def fill(self, indicator: Indicator) -> MetadataForm:
        """Show what stands."""
        stands = editing.metadata_of(indicator)
        self.owner.data, self.cadence.data = stands.owner, stands.cadence
        for name in ("definition", "baseline", "analogue", "caveat"):
            self[f"{name}_es"].data, self[f"{name}_en"].data = getattr(stands, name).es, getattr(stands, name).en
        return self

    def wanted(self) -> Metadata:
        """What was written."""
        return Metadata(
            owner=self.owner.data or "",
            cadence=self.cadence.data or "",
            **{
                name: Text(self[f"{name}_es"].data or "", self[f"{name}_en"].data or "")
                for name in ("definition", "baseline", "analogue", "caveat")
            },
        )

    def complete(self) -> bool:
        """A baseline is written in both languages or in none."""
        if bool(self.baseline_es.data) == bool(self.baseline_en.data):
            return True
        lacking = "baseline_en" if self.baseline_es.data else "baseline_es"
        self.refuse(Text("Escríbala también en este idioma.", "Write it in this language too."), lacking)
        return False


class DecideForm(Form):
    """Approve or not."""

    note = TextAreaField(
        Text("Nota pública", "Public note"),
        description=Text(
            "Obligatoria si no se aprueba. Se publica sin nombres.",
            "Required when it is not approved. It is published without names.",
        ),
        filters=[strip],
        validators=[at_most(editing.LONGEST)],
        render_kw=_LONG,
    )


class CorrectForm(Form):
    """Why a published value is computed again."""

    reason = TextAreaField(
        Text("Por qué se corrige", "Why it is corrected"),
        description=Text(
            "Se publica junto al valor. La revisión anterior sigue publicada.",
            "It is published beside the value. The earlier revision stays published.",
        ),
        filters=[strip],
        validators=[required(Text("Escriba el motivo.", "Write the reason.")), at_most(editing.LONGEST)],
        render_kw=_LONG,
    )


class _SourceForm(Form):
    """Where a series comes from."""

    title = StringField(
        Text("Título de la publicación", "Title of the publication"),
        filters=[strip],
        validators=[required(Text("Escriba el título.", "Write the title.")), at_most(importing.LONGEST_TITLE)],
    )
    publisher = StringField(
        Text("Quién la publica", "Publisher"),
        filters=[strip],
        validators=[
            required(Text("Escriba quién la publica.", "Write who publishes it.")),
            at_most(importing.LONGEST_PUBLISHER),
        ],
    )
    published_on = DateField(
        Text("Fecha de publicación", "Date of publication"),
        validators=[required(Text("Escriba una fecha que exista.", "Write a date that exists."))],
    )
    note = TextAreaField(
        Text("Nota (opcional)", "Note (optional)"),
        filters=[strip],
        validators=[at_most(importing.LONGEST_NOTE)],
        render_kw={"rows": "2"},
    )

    def source(self) -> importing.Source:
        """What was written."""
        assert self.published_on.data is not None  # noqa: S101  the form requires it
        return importing.Source(
            self.title.data or "", self.publisher.data or "", self.published_on.data, self.note.data or ""
        )


class TryForm(Form):
    """A file to try: nothing of it is kept, so no source is asked for."""

    kind = SelectField(Text("Serie", "Series"), validate_choice=False)
    unit = SelectField(Text("Unidad", "Unit"), choices=options(*UNIT_NAMES.items()), validate_choice=False)
    file = FileField(validators=[required(Text("Elija el archivo.", "Choose the file."))])


class UploadForm(_SourceForm):
    """A file with a series."""

    kind = SelectField(Text("Serie", "Series"), validate_choice=False)
    unit = SelectField(
        Text("Unidad de los números", "Unit of the numbers"),
        description=Text(
            "La que de verdad tiene el archivo; no se adivina.", "The one that the file really has; it is not guessed."
        ),
        choices=options(*UNIT_NAMES.items()),
        validate_choice=False,
    )
    file = FileField(
        Text("Archivo (CSV o Excel)", "File (CSV or Excel)"),
        validators=[required(Text("Elija el archivo.", "Choose the file."))],
        render_kw={"accept": ".csv,.xlsx"},
    )


class ValueForm(_SourceForm):
    """One number by hand."""

    kind = SelectField(Text("Serie", "Series"), validate_choice=False)
    unit = SelectField(Text("Unidad", "Unit"), choices=options(*UNIT_NAMES.items()), validate_choice=False)
    period = StringField(
        Text("Periodo", "Period"),
        description=Text("Como 2026-Q3 o 2026.", "Such as 2026-Q3 or 2026."),
        filters=[strip],
        validators=[required(Text("Escriba el periodo.", "Write the period.")), at_most(40)],
    )
    state = StringField(
        Text("Entidad", "State"),
        description=Text("Nombre o clave; Total para el país.", "Name or code; Total for the country."),
        filters=[strip], default="Total", validators=[at_most(120)],
    )  # fmt: skip
    occupation = StringField(
        Text("Ocupación (SINCO)", "Occupation (SINCO)"), filters=[strip], default="Total", validators=[at_most(120)]
    )
    gender = StringField(Text("Género", "Gender"), filters=[strip], default="Total", validators=[at_most(120)])
    value = StringField(
        Text("Valor", "Value"),
        filters=[strip],
        validators=[required(Text("Escriba el valor.", "Write the value.")), at_most(40)],
        render_kw={"inputmode": "decimal"},
    )

    def cells(self) -> dict[str, str]:
        """As a row of its series."""
        kind = KINDS[self.kind.data]
        own = {one.id for one in kind.columns}
        given = {"period": self.period.data, kind.main.id: self.value.data}
        given |= {name: self[name].data or "Total" for name in ("state", "occupation", "gender") if name in own}
        return {name: value or "" for name, value in given.items()}


class ApproveForm(Form):
    """Letting a series count."""

    warnings_read = BooleanField(Text("Leí las advertencias y las acepto", "I have read the warnings and accept them"))


class UnitForm(Form):
    """Columns and unit of a draft."""

    unit = SelectField(Text("Unidad de los números", "Unit of the numbers"), validate_choice=False)

    def offer(self, kind_id: str) -> UnitForm:
        """The units that this series may have."""
        names = UNITS[KINDS[kind_id].main.unit or ""]
        self.unit.choices = options(*((name, UNIT_NAMES[name]) for name in names))
        return self
