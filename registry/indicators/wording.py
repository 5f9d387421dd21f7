"""How indicators and their numbers are said: formulas in words, groups, values as they are shown (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from registry import content
from registry.indicators import messages
from registry.indicators.values import NO_DATA, SUPPRESSED, VALUE, Cell, Input, rounded
from registry.texts import Text, same

#: Decimals where one is not right: a ratio around 1, a count of areas.
DECIMALS: Mapping[tuple[str, str], int] = {
    ("IND-A4", "gender"): 2, ("IND-A4", "connectivity"): 2, ("IND-X2", ""): 0, ("IND-X2", "area"): 0,
}  # fmt: skip

FORMULAS: Mapping[str, Text] = {
    "IND-A1": Text(
        "100 × personas con microcredencial vigente en ocupaciones de exposición alta ÷ personas ocupadas en ellas",
        "100 × holders of a current microcredential in highly exposed occupations ÷ people employed in them",
    ),
    "IND-A2": Text(
        "100 × personas inscritas de cada nivel de exposición ÷ personas inscritas cuya ocupación se conoce",
        "100 × enrolled people of each exposure level ÷ enrolled people whose occupation is known",
    ),
    "IND-A3": Text(
        "100 × quienes la obtienen en 180 días ÷ personas inscritas desde ocupaciones de exposición alta",
        "100 × those who earn it within 180 days ÷ people enrolled from highly exposed occupations",
    ),
    "IND-A4": Text(
        "(personas con microcredencial ÷ población) del grupo ÷ (personas con microcredencial ÷ población) de la "
        "referencia",
        "(holders ÷ population) of the group ÷ (holders ÷ population) of the reference",
    ),
    "IND-A5": Text(
        "100 × ocupadas a los seis meses ÷ quienes contestaron a los seis meses",
        "100 × employed at six months ÷ those who answered at six months",
    ),
    "IND-A6": Text(
        "100 × quienes cambiaron de función o de grupo SINCO y usan lo aprendido ÷ quienes contestaron a los doce "
        "meses y partieron de ocupaciones de exposición alta",
        "100 × those who changed duties or SINCO group and use what they learned ÷ those who answered at twelve months "
        "and began in highly exposed occupations",
    ),
    "IND-B1": Text(
        "100 × quienes usan IA cada semana en su tarea principal ÷ personas ocupadas que contestaron a los seis meses",
        "100 × those who use AI weekly in their main task ÷ employed people who answered at six months",
    ),
    "IND-B2": Text(
        "mediana de las horas semanales que dicen ahorrar, con el rango entre el primer y el tercer cuartil",
        "median of the weekly hours that they say they save, with the range from the first to the third quartile",
    ),
    "IND-B3": Text(
        "100 × mipymes con un caso de uso en marcha ÷ mipymes de quienes contestaron a los seis meses",
        "100 × SMEs with a running use case ÷ SMEs of those who answered at six months",
    ),
    "IND-B4": Text(
        "10,000 × personas con microcredencial vigente de ingeniería ÷ personas ocupadas",
        "10,000 × holders of a current engineering microcredential ÷ employed people",
    ),
    "IND-B5": Text(
        "cambio porcentual de la mediana de ingreso de las personas con microcredencial menos el del mismo grupo SINCO "
        "y entidad",
        "percentage change of the holders' median income minus that of the same SINCO group and state",
    ),
    "IND-B6": Text(
        "100 × verificaciones del periodo ÷ microcredenciales en vigor",
        "100 × verifications of the period ÷ microcredentials in force",
    ),
    "IND-X1": Text(
        "100 × mujeres ÷ personas que declararon su género, entre quienes tienen una microcredencial vigente",
        "100 × women ÷ people who declared their gender, among holders of a current microcredential",
    ),
    "IND-X2": Text(
        "número de áreas con al menos el umbral de personas con microcredencial por cada 100,000 habitantes de 15 años "
        "y más",
        "number of areas with at least the threshold of holders per 100,000 inhabitants aged 15 and over",
    ),
    "IND-X3": Text(
        "10,000 × revocadas por error de emisión, fraude o identidad ÷ emitidas hasta la fecha",
        "10,000 × revoked for issuing error, fraud or identity ÷ issued to date",
    ),
    "IND-X4": Text(
        "100 × registros con la misma decisión ÷ registros sorteados y revisados",
        "100 × records with the same decision ÷ records drawn and reviewed",
    ),
}

_CATALOGS: Mapping[str, str] = {
    "gender": "genders", "track": "tracks", "occupation": "occupations", "occupation_from": "occupations",
    "occupation_to": "occupations", "sector": "sectors", "profile": "profiles", "company_size": "company_sizes",
    "starting_condition": "employment_status", "age_group": "age_groups", "mode": "modes",
    "provider_kind": "provider_kinds",
}  # fmt: skip
_DIMENSIONS: Mapping[str, Text] = {
    **messages.DIMENSIONS,
    "connectivity": Text("Conectividad de la entidad", "Connectivity of the state"),
    "track": Text("Vía", "Track"),
    "sector": Text("Sector", "Sector"),
    "profile": Text("Perfil", "Profile"),
    "company_size": Text("Tamaño de la empresa", "Company size"),
    "starting_condition": Text("Condición de partida", "Starting condition"),
    "occupation_from": Text("Ocupación de partida", "Starting occupation"),
    "occupation_to": Text("Ocupación a los doce meses", "Occupation at twelve months"),
    "occupation|state": Text("Ocupación y entidad", "Occupation and state"),
    "standard": Text("Estándar", "Standard"),
    "by": Text("Quién verificó", "Who verified"),
    "time_used_for": Text("A qué se dedica el tiempo", "What the time is used for"),
    "area": Text("Áreas", "Areas"),
    "pole": Text("Polo de desarrollo", "Development pole"),
    "age_group": Text("Grupo de edad", "Age group"),
    "mode": Text("Modalidad", "Mode"),
    "exposure": Text("Nivel de exposición", "Exposure level"),
    "informality": Text("Informalidad", "Informality"),
    "study_level": Text("Nivel de estudios", "Study level"),
    "chamber": Text("Cámara", "Chamber"),
    "program": Text("Programa", "Program"),
    "provider_kind": Text("Tipo de institución", "Kind of institution"),
}
_KEYS: Mapping[tuple[str, str], Text] = {
    ("gender", "woman"): Text("Mujeres", "Women"),
    ("gender", "man"): Text("Hombres", "Men"),
    ("connectivity", "low"): Text("Menos de 60 % de hogares con internet", "Under 60% of households online"),
    ("employment", "informal"): Text("Empleo informal", "Informal employment"),
    ("by", "employer"): Text("Cuentas de parte empleadora", "Employers' accounts"),
    ("area", "pole"): Text("Polos de desarrollo (de 15)", "Development poles (of 15)"),
    ("exposure", "high"): Text("Exposición alta (niveles 3 y 4)", "High exposure (levels 3 and 4)"),
    ("exposure", "none"): Text("Sin exposición", "Not exposed"),
    ("exposure", "minimal"): Text("Exposición mínima", "Minimal exposure"),
    ("exposure", "level-1"): Text("Nivel 1", "Level 1"),
    ("exposure", "level-2"): Text("Nivel 2", "Level 2"),
    ("exposure", "level-3"): Text("Nivel 3", "Level 3"),
    ("exposure", "level-4"): Text("Nivel 4", "Level 4"),
    ("time_used_for", "more_work"): Text("Hacer más del mismo trabajo", "More of the same work"),
    ("time_used_for", "better_work"): Text("Hacerlo mejor", "Doing it better"),
    ("time_used_for", "learning"): Text("Aprender", "Learning"),
    ("time_used_for", "rest"): Text("Descanso o familia", "Rest or family"),
    ("time_used_for", "nothing_freed"): Text("No libera tiempo", "No time freed"),
}
#: What the numbers of a breakdown are in, where it is not the indicator's own unit.
_UNITS: Mapping[tuple[str, str], Text] = {
    ("IND-A2", "exposure"): Text("% de quienes declararon ocupación", "% of those whose occupation is declared"),
    ("IND-A2", "occupation"): Text("% de quienes declararon ocupación", "% of those whose occupation is declared"),
    **{
        ("IND-A2", by): Text("% de exposición alta", "% from highly exposed occupations")
        for by in ("gender", "state", "profile", "sector")
    },
    ("IND-B2", "time_used_for"): Text("% de quienes contestaron", "% of those who answered"),
    ("IND-X2", "state"): Text("por cada 100,000 habitantes", "per 100,000 inhabitants"),
    ("IND-X2", "pole"): Text("por cada 100,000 habitantes", "per 100,000 inhabitants"),
    ("IND-X2", "area"): Text("número de áreas", "number of areas"),
}
#: The breakdown that stands for an indicator without a number for all, where it has several.
LEADS: Mapping[str, str] = {"IND-A2": "exposure"}
NOT_SAID = Text("No se sabe", "Not known")
SMALL = Text("<10: no se publica", "<10: not published")
NONE = Text("Sin dato", "No data")


def dimension(by: str) -> Text:
    """What a breakdown is called."""
    return _DIMENSIONS.get(by) or same(by)


def group(by: str, key: str) -> Text:
    """What a group of a breakdown is called."""
    found = _KEYS.get((by, key))
    if found is not None:
        return found
    if key == "unknown":
        return NOT_SAID
    if by == "state":
        state = content.state(key)
        return state.name if state else same(key)
    if by == "pole":
        return next((same(one.name) for one in content.poles() if one.id == key), same(key))
    if by == "occupation|state":
        occupation, _, state_code = key.partition("|")
        return Text("{one}, {two}", "{one}, {two}").format(
            one=group("occupation", occupation), two=group("state", state_code)
        )
    return content.label(_CATALOGS[by], key) if by in _CATALOGS else same(key)


def unit(indicator_id: str, by: str, own: Text) -> Text:
    """What the numbers of a breakdown are in; ``own`` is the indicator's unit."""
    return _UNITS.get((indicator_id, by), own)


def by_group(indicator_id: str, cells: Sequence[Cell]) -> Text:
    """An indicator without a number for all, in a line: each group that has one."""
    lead = LEADS.get(indicator_id)
    said = [
        Text("{name}: {value}", "{name}: {value}").format(name=group(one.by, one.key), value=shown(indicator_id, one))
        for one in cells
        if one.by and one.state == VALUE and lead in (None, one.by)
    ]
    return Text("; ".join(one.es for one in said), "; ".join(one.en for one in said))


def shown(indicator_id: str, cell: Cell) -> Text:
    """A value as a page writes it: rounded to one decimal, «<10», or that there is none."""
    if cell.state == SUPPRESSED:
        return SMALL
    if cell.state == NO_DATA:
        return NONE
    if cell.state != VALUE or cell.value is None:
        return messages.BY_GROUP
    decimals = DECIMALS.get((indicator_id, cell.by), 1)
    text = _grouped(rounded(cell.value, decimals))
    if cell.spread is None:
        return same(text)
    low, high = (_grouped(rounded(one, decimals)) for one in cell.spread)
    return Text("{value} (entre {low} y {high})", "{value} (from {low} to {high})").format(
        value=text, low=low, high=high
    )


def source(one: Input) -> Text:
    """An input in a line: what it is, who publishes it, of when."""
    return Text("{title} · {publisher}", "{title} · {publisher}").format(title=one.title, publisher=one.publisher)


def _grouped(number: str) -> str:
    whole, dot, rest = number.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}{dot}{rest}"
