"""Words that stand for a value of a catalogue: «Mujer», «en linea», «Lic.», «Competente».

The everyday words are here. The labels of the catalogues themselves are added by the caller (`Vocabulary.with_labels`),
because the catalogues are content and this package reads none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from registry.issuing.intake.wording import plain
from registry.texts import Text

LetterM = Literal["woman", "man"]

_WORDS: dict[str, dict[str, str]] = {
    "gender": {
        "woman": "mujer|femenino|female|woman|f|fem|femenina|mujeres|niña",
        "man": "hombre|masculino|male|man|h|masc|hombres|varón|niño",
        "non_binary": "no binario|no binaria|persona no binaria|non binary|nonbinary|non binary person|nb|no binarie|x",
        "undisclosed": "prefiero no decirlo|prefiero no responder|prefiere no decirlo|"
        "prefer not to say|no especificado|"
        "sin especificar|no responde|nd|n d",
    },
    "mode": {
        "on_site": "presencial|on site|onsite|in person|aula|en sede",
        "online": "en línea|linea|online|virtual|a distancia|distancia|remoto|remota|remote|e learning|no presencial",
        "blended": "mixta|mixto|blended|híbrida|híbrido|semipresencial|semi presencial|hybrid",
        "offline_materials": "con material sin conexión y evaluación en sede|sin conexión|offline",
        "assessment_only": "solo evaluación|sólo evaluación, sin curso|solo evaluación sin curso|"
        "assessment only|por evaluación",
    },
    "language": {
        "spanish": "español|castellano|spanish|es|esp",
        "english": "inglés|english|en|ing",
        "mexican_sign_language": "lengua de señas mexicana|lsm|mexican sign language",
        "nahuatl": "náhuatl",
        "maya": "maya|maya yucateco|yucatec maya",
        "mixtec": "mixteco|mixtec",
        "zapotec": "zapoteco|zapotec",
        "otomi": "otomí|hñähñu",
        "purepecha": "purépecha",
    },
    "result": {
        "competent": "competente|competent|aprobado|aprobada|apto|apta|acreditado|acreditada|"
        "acreditó|aprobó|pass|passed|"
        "sí|si|yes|a|c",
        "not_yet_competent": "todavía no competente|aún no competente|no competente|"
        "not yet competent|not competent|nyc|"
        "reprobado|reprobada|no aprobado|no aprobada|no apto|no apta|no acreditado|no acreditada|no acreditó|no aprobó|"
        "fail|failed|no|nc|na",
    },
    "study_level": {
        "none": "ninguno|sin estudios|sin escolaridad",
        "primary": "primaria|primary|elementary",
        "lower_secondary": "secundaria|lower secondary|middle school",
        "upper_secondary": "bachillerato|preparatoria|prepa|media superior|upper secondary|high school|carrera técnica|"
        "bachillerato o equivalente",
        "higher_technical": "tsu|técnico superior universitario|higher technical",
        "bachelor": "licenciatura|lic|ingeniería|ing|bachelor|bachelor s|bachelors|universidad|superior",
        "specialization": "especialidad|especialización|specialization",
        "master": "maestría|master|master s|masters|posgrado",
        "doctorate": "doctorado|doctorate|phd",
    },
    "employment_status": {
        "employed": "ocupada|ocupado|empleada|empleado|trabaja|employed|asalariado|asalariada",
        "self_employed": "por cuenta propia|independiente|self employed|autónomo|freelance",
        "unemployed": "desempleada|desempleado|desocupada|desocupado|en busca de empleo|unemployed|looking for work",
        "studying": "estudiante|solo estudia|estudia|student|studying only",
        "caring": "hogar|labores del hogar|trabajo del hogar|"
        "trabajo del hogar o de cuidados sin pago|unpaid home or care work",
        "retired": "jubilada|jubilado|pensionada|pensionado|retired|jubilada o pensionada",
        "employment_undisclosed": "prefiero no responder|prefiero no decirlo|prefer not to say",
    },
    "formality": {
        "job_insured": "con seguridad social|asalariada con seguridad social|asalariado con seguridad social",
        "job_uninsured": "sin seguridad social|asalariada sin seguridad social|asalariado sin seguridad social",
        "own_registered": "por cuenta propia con registro|negocio registrado|own account registered",
        "own_unregistered": "por cuenta propia sin registro|negocio sin registro|own account not registered",
        "work_unpaid": "sin pago|trabajo familiar sin pago|unpaid",
        "no_job": "no trabaja|sin trabajo|not working",
        "formality_undisclosed": "prefiero no responder|prefiero no decirlo|prefer not to say",
    },
    "study_field": {
        "field-00": "formación general o básica|general or basic education",
        "field-01": "educación|pedagogía|education",
        "field-02": "artes y humanidades|arts and humanities",
        "field-03": "ciencias sociales periodismo e información|ciencias sociales|social sciences",
        "field-04": "administración negocios y derecho|administración|negocios|derecho|business administration and law",
        "field-05": "ciencias naturales matemáticas y estadística|ciencias naturales|matemáticas|natural sciences",
        "field-06": "tecnologías de la información y la comunicación|computación|informática|tic|ict",
        "field-07": "ingeniería manufactura y construcción|ingeniería|engineering manufacturing and construction",
        "field-08": "agronomía y veterinaria|agronomía|veterinaria|agriculture and veterinary",
        "field-09": "salud y bienestar|salud|health and welfare|health",
        "field-10": "servicios|services",
        "field_undisclosed": "prefiero no responder|prefiero no decirlo|prefer not to say",
    },
    "public_body": {
        "body-interior": "gobernación",
        "body-foreign": "relaciones exteriores",
        "body-defence": "defensa|marina",
        "body-security": "seguridad",
        "body-finance": "hacienda",
        "body-welfare": "bienestar",
        "body-environment": "medio ambiente",
        "body-energy": "energía",
        "body-economy": "economía",
        "body-agriculture": "agricultura",
        "body-transport": "infraestructura y transportes",
        "body-integrity": "anticorrupción y buen gobierno",
        "body-education": "educación",
        "body-health": "salud",
        "body-labour": "trabajo",
        "body-territory": "desarrollo agrario territorial y urbano",
        "body-culture": "cultura",
        "body-tourism": "turismo",
        "body-women": "mujeres",
        "body-science": "ciencia y tecnología",
        "body-federal-other": "otro organismo federal",
        "body-state": "gobierno de una entidad federativa|gobierno estatal|state government|estatal",
        "body-municipality": "municipio o alcaldía|municipio|alcaldía|ayuntamiento|municipality",
        "body-legislative-judicial": "poder legislativo|poder judicial",
        "body-other": "otro organismo público|otro",
        "body_undisclosed": "prefiero no responder|prefiero no decirlo|prefer not to say",
    },
    "company_size": {
        "own_account": "por cuenta propia|sin personal|own account",
        "micro": "micro|microempresa",
        "small": "pequeña|small",
        "medium": "mediana|medium",
        "large": "grande|large",
    },
    "occupation": {f"sinco-{digit}": f"sinco {digit}|{digit}" for digit in range(1, 10)},
    "sector": {
        f"scian-{code}": "|".join([f"scian {code}", code, *_each])
        for code, _each in (
            *(
                (code, ())
                for code in [
                    "11",
                    "21",
                    "22",
                    "23",
                    "43",
                    "46",
                    "51",
                    "52",
                    "53",
                    "54",
                    "55",
                    "56",
                    "61",
                    "62",
                    "71",
                    "72",
                    "81",
                    "93",
                ]
            ),
            ("31-33", ("31", "32", "33", "manufactura", "manufacturing")),
            ("48-49", ("48", "49", "logística", "logistics")),
        )
    },
    "age_group": {},
    "profile": {},
}
_AGES = ((15, 17, "age-15-17"), (18, 24, "age-18-24"), (25, 34, "age-25-34"), (35, 44, "age-35-44"),
         (45, 54, "age-45-54"), (55, 64, "age-55-64"), (65, 120, "age-65-up"))  # fmt: skip
_SIZES = ((0, 0, "own_account"), (1, 10, "micro"), (11, 50, "small"), (51, 250, "medium"), (251, 10**7, "large"))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Plain words to catalogue ids, by field."""

    words: Mapping[str, Mapping[str, str]]

    def read(self, field: str, written: str) -> str | None:
        """The catalogue id that the words stand for, or None. A number is placed in its band of ages or sizes."""
        text = plain(written)
        known = self.words.get(field, {}).get(text)
        if known is not None:
            return known
        if text.isascii() and text.isdigit() and len(text) < 8:
            if field == "age_group":
                return _band(int(text), _AGES)
            if field == "company_size":
                return _band(int(text), _SIZES)
            if field == "occupation" and len(text) in (2, 3, 4) and text[0] != "0":
                return f"sinco-{text[0]}"
        return None

    def read_gender(self, written: str, letter_m: LetterM | None) -> str | None:
        """As `read`; a lone M is read only when the column shows what it means («H/M» or «F/M»)."""
        return letter_m if plain(written) == "m" else self.read("gender", written)

    def with_labels(self, field: str, values: Iterable[tuple[str, Text]]) -> Vocabulary:
        """The vocabulary plus a catalogue's ids and labels for one field."""
        added = dict(self.words.get(field, {}))
        for id_, label in values:
            for spelling in (id_, label.es, label.en):
                added.setdefault(plain(spelling), id_)
        return replace(self, words=MappingProxyType({**self.words, field: MappingProxyType(added)}))


def _band(number: int, bands: tuple[tuple[int, int, str], ...]) -> str | None:
    return next((id_ for low, high, id_ in bands if low <= number <= high), None)


def _table(values: Mapping[str, str]) -> Mapping[str, str]:
    spellings = {plain(id_): id_ for id_ in values}
    return MappingProxyType(
        spellings | {plain(word): id_ for id_, words in values.items() for word in words.split("|")}
    )


EVERYDAY = Vocabulary(MappingProxyType({field: _table(values) for field, values in _WORDS.items()}))
