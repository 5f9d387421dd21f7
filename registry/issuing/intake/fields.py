"""The fields that a file may bring (CONTRACT, "Bulk file") and the headings under which institutions bring them.

Headings are written here as people write them and compared by `wording.key`, so accents, case, «(s)» and «de» do not
matter. The first Spanish and English names of a field are the contract's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from registry.issuing.intake.requirements import Requirements
from registry.issuing.intake.wording import key
from registry.texts import LANGUAGES, Text

REFERENCE = "reference"  # kept for the provider's own use, never signed
UNUSED = "unused"  # the provider asked to leave the column out
SCORE = "score:"
DELIVERED = "delivered:"
#: The columns that `export` adds, in the language of who downloads them.
ADDED_COLUMNS = (
    Text("Fila original", "Original row"),
    Text("Qué pasa en la fila", "What is wrong in the row"),
    Text("Qué escribir en la fila", "What to write in the row"),
)
#: A corrected file brings them back, and they are then left out.
EXPORT_COLUMNS = frozenset(title.in_(language) for title in ADDED_COLUMNS for language in LANGUAGES)
DEMOGRAPHICS = (
    "gender", "study_level", "occupation", "sector", "employment_status", "company_size", "age_group", "nationality",
    "formality", "study_field", "public_body",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A field with its label in both languages and the headings that name it."""

    id: str
    label: Text
    headings: tuple[str, ...]


def _field(id_: str, es: str, en: str, headings: str) -> Field:
    return Field(id_, Text(es, en), tuple(key(each) for each in headings.split("|")))


FIELDS: tuple[Field, ...] = (
    _field("full_name", "Nombre completo", "Full name",
           "nombre_completo|full_name|nombre del alumno|nombre de la alumna|nombre del estudiante|"
           "nombre del participante|"
           "nombre de la persona|nombre de la persona egresada|nombre del egresado|"
           "nombre del docente|nombre del trabajador|"
           "nombre y apellidos|nombres y apellidos|apellidos y nombre|apellidos y nombres|apellidos, nombre|name|"
           "alumno|alumna|participante|estudiante|egresado|docente|persona egresada|student|student name|participant"),
    _field("given_name", "Nombre o nombres", "Given names",
           "nombre|given_name|nombres|nombre(s)|nombre de pila|first name|given names|forename|primer nombre"),
    _field("other_given_names", "Segundo nombre", "Middle name",
           "segundo nombre|middle_name|otros nombres|middle names"),
    _field("first_surname", "Primer apellido", "First surname",
           "primer_apellido|first_surname|apellido paterno|paterno|ap paterno|a paterno|apellido 1|apellido1|"
           "paternal surname|ap. pat."),
    _field("second_surname", "Segundo apellido", "Second surname",
           "segundo_apellido|second_surname|apellido materno|materno|ap materno|a materno|apellido 2|apellido2|"
           "maternal surname|ap. mat."),
    _field("surnames", "Apellidos (los dos)", "Surnames (both)",
           "apellidos|surnames|apellido|surname|last name|last names|family name"),
    _field("email", "Correo electrónico", "E-mail",
           "correo|email|correo electrónico|e-mail|mail|correo institucional|correo personal|correo de contacto|"
           "email address|e-mail address|dirección de correo|correo e"),
    _field("phone", "Teléfono", "Phone",
           "telefono|phone|celular|tel|cel|móvil|número de teléfono|teléfono celular|phone number|mobile|whatsapp"),
    _field("curp", "CURP", "CURP",
           "curp|clave curp|clave única de registro de población|clave única de registro poblacional"),
    _field("achieved_on", "Fecha de logro", "Date achieved",
           "fecha_logro|achieved_on|fecha de término|fecha de conclusión|fecha de terminación|fecha de finalización|"
           "fecha fin|fecha de acreditación|fecha de aprobación|fecha de egreso|fecha de evaluación|fecha de obtención|"
           "date achieved|achievement date|completion date|date completed|completed on|end date|fecha|date"),
    _field("average", "Promedio", "Average",
           "promedio|average|promedio final|promedio general|calificación final|calificación|final grade|grade"),
    _field("result", "Resultado", "Result", "resultado|result|resultado final|juicio de evaluación|dictamen"),
    _field("profile", "Perfil", "Profile", "perfil|profile"),
    _field("mode", "Modalidad", "Mode",
           "modalidad|mode|modality|modo|delivery mode|forma de participación|modalidad del curso"),
    _field("language", "Idioma", "Language", "idioma|language|lengua|idioma del curso"),
    _field("state", "Entidad federativa", "State",
           "entidad|state|entidad federativa|entidad de residencia|estado de residencia|"
           "entidad federativa de residencia|"
           "state of residence|estado"),
    _field("municipality", "Municipio", "Municipality",
           "municipio|municipality|alcaldía|municipio o alcaldía|municipio de residencia|demarcación"),
    _field("cct", "CCT", "School key (CCT)",
           "cct|school key|clave de centro de trabajo|clave del centro de trabajo|centro de trabajo|"
           "clave de la escuela"),
    _field("chamber_code", "Código de cámara", "Chamber code",
           "codigo_camara|chamber_code|clave de cámara|código de la cámara|cámara"),
    _field("gender", "Género", "Gender", "genero|gender|sexo|sex|identidad de género"),
    _field("group", "Grupo", "Group", "grupo|group|cohorte|cohort|generación"),
    _field("study_level", "Nivel de estudios", "Study level",
           "nivel de estudios|study_level|escolaridad|último grado de estudios|grado de estudios|nivel educativo|"
           "máximo grado de estudios|education level"),
    _field("occupation", "Ocupación", "Occupation", "ocupacion|occupation|sinco|puesto"),
    _field("sector", "Sector", "Sector", "sector|scian|sector económico|rama de actividad|industry"),
    _field("employment_status", "Situación laboral", "Employment status",
           "situacion_laboral|employment_status|condición de ocupación|estatus laboral"),
    _field("company_size", "Tamaño de la empresa", "Company size",
           "tamano_empresa|company_size|tamaño de empresa|tamaño de la organización"),
    _field("age_group", "Grupo de edad", "Age group", "grupo_edad|age_group|rango de edad|edad|age"),
    _field("formality", "Empleo formal o informal", "Formal or informal employment",
           "formalidad|formality|empleo formal o informal|empleo formal|empleo informal|seguridad social"),
    _field("study_field", "Campo de estudio", "Field of study",
           "campo de estudio|study_field|campo de formación|área de estudio|disciplina|field of study|discipline"),
    _field("public_body", "Organismo público", "Public body",
           "organismo publico|public_body|dependencia|dependencia u organismo|ministry"),
    _field("nationality", "Nacionalidad", "Nationality", "nacionalidad|nationality|citizenship"),
)  # fmt: skip
BY_ID = {field.id: field for field in FIELDS}
#: Spellings of field ids in a mapping file: the contract's Spanish and English names.
_BY_NAME = {heading: field.id for field in reversed(FIELDS) for heading in field.headings} | {
    key(field.id): field.id for field in FIELDS
}


def labels(requirements: Requirements) -> dict[str, Text]:
    """Every field that a column can be given, in the order to offer them, with its label."""
    found = {field.id: field.label for field in FIELDS}
    for instrument in requirements.instruments:
        found[SCORE + instrument.id] = Text("Puntuación: {t}", "Score: {t}").format(t=instrument.title)
        if instrument.min_delivered_percent is not None:
            found[DELIVERED + instrument.id] = Text("Porcentaje entregado: {t}", "Percentage handed in: {t}").format(
                t=instrument.title
            )
    found[REFERENCE] = Text("Para referencia de la institución", "For the institution's reference")
    found[UNUSED] = Text("No usar", "Leave out")
    return found


def field_named(name: str, requirements: Requirements) -> str | None:
    """A field by its id, by the contract's Spanish or English name, or by an instrument's id or title."""
    known = labels(requirements)
    if name in known:
        return name
    wanted = key(name)
    for instrument in requirements.instruments:
        if wanted in {key(instrument.id), key(instrument.title.es), key(instrument.title.en)}:
            return SCORE + instrument.id
    found = _BY_NAME.get(wanted)
    return found if found in known else None
