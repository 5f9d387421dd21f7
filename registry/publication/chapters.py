"""The first chapters of the report: does literacy reach everybody, and do the programs deliver. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from registry.publication.blocks import (
    Bars,
    Block,
    Chapter,
    Column,
    Heading,
    Lines,
    MapTile,
    Paragraph,
    Place,
    Stroke,
    Table,
    TileMap,
)
from registry.publication.ledger import Ledger
from registry.texts import Text, same

#: The audiences that the forum named, and the one that this registry adds.
PROFILES = ("general_workforce", "secondary_teachers", "sme_owners", "civil_servants")
LITERACY, ENGINEERING = "current.track.literacy", "current.track.engineering"
#: Targets are told nearest first.
HORIZONS = ("short", "medium", "long")
STATE = Text("Entidad", "State")
PEOPLE = Text("Personas", "People")
#: Profiles as column heads and beside bars.
SHORT = {
    "general_workforce": Text("Fuerza laboral", "Workforce"),
    "secondary_teachers": Text("Docentes", "Teachers"),
    "sme_owners": Text("Mipymes", "SME owners"),
    "civil_servants": Text("Servicio público", "Civil service"),
}


def text_of(value: Mapping[str, str]) -> Text:
    """A text of the snapshot."""
    return Text.of(value)


def publisher(name: str) -> Text:
    """Who published a source; the content says so in English where a source does not tell."""
    return Text("sin editor declarado", "publisher not stated") if name == "not stated" else same(name)


def quoted(value: str) -> str:
    """A text inside an expression; the ids of the content have no quotes, and others are refused by the reader."""
    return '"' + value.replace("\\", "").replace('"', "") + '"'


def profile_name(ledger: Ledger, profile: str) -> Text:
    """What people call a profile."""
    return text_of(ledger.snapshot["labels"]["profiles"][profile])


def state_map(ledger: Ledger, measure: str, name: str, caption: Text) -> TileMap:
    """The states in tones of how many people each has."""
    tiles = []
    for code, one in ledger.snapshot["states"].items():
        expression = f'count("{measure}", state="{code}")'
        value = ledger.value(expression)
        tiles.append(
            MapTile(
                code=one["iso"],
                name=text_of(one["name"]),
                value=None if value is None else float(value),
                shown=ledger.say(f"state.{code}.{name}", expression),
                flagged=one["lowConnectivity"],
            )
        )
    note = Text(
        "Personas por entidad de residencia al emitir. Esquina dorada: menos de 60 % de hogares con "
        "internet. n. p.: no se publica.",
        "People by state of residence at issue. Gold corner: fewer than 60% of households online. n. "
        "p.: not published.",
    )
    return TileMap(caption, note, tuple(tiles))


def literacy(ledger: Ledger) -> Chapter:
    """Does literacy reach the workforce, teachers and small businesses in every state?"""
    return Chapter(
        "literacy",
        Text(
            "¿Llega la alfabetización en IA a la fuerza laboral, a docentes y a mipymes en cada entidad?",
            "Does AI literacy reach the workforce, teachers and small businesses in every state?",
        ),
        _literacy_answer(ledger),
        (
            _profile_bars(ledger),
            Paragraph(
                Text(
                    "Quien tiene microcredenciales de dos perfiles cuenta en ambos y una sola vez en el total; "
                    "por eso los perfiles no se suman.",
                    "Whoever holds microcredentials of two profiles counts in both, and once in the total; so "
                    "profiles are not added.",
                ),
                "small",
            ),
            state_map(ledger, LITERACY, "literacy", Text("Alfabetización en IA por entidad", "AI literacy by state")),
            *_targets(ledger),
            _profiles_by_state(ledger),
        ),
    )


def _literacy_answer(ledger: Ledger) -> Text:
    return Text(
        "Al corte, {people} personas tienen una microcredencial de alfabetización vigente. Hay al "
        "menos una en {states} de las {all} entidades; en {hidden} el número no se publica por ser "
        "pequeño.",
        "At the cut-off date, {people} people hold a current literacy microcredential. There is at "
        "least one in {states} of the {all} states; in {hidden} the number is too small to publish.",
    ).format(
        people=ledger.say("people.literacy", f'count("{LITERACY}")'),
        states=ledger.say("states.literacy", f'states_with("{LITERACY}")', "plain"),
        all=ledger.say("states.all", "size(states)", "plain"),
        hidden=ledger.say("states.literacy.hidden", f'suppressed_states("{LITERACY}")', "plain"),
    )


def _profile_bars(ledger: Ledger) -> Bars:
    bars = []
    for profile in PROFILES:
        expression = f'count("current.profile.{profile}")'
        value = ledger.value(expression)
        bars.append(
            Stroke(
                SHORT[profile],
                None if value is None else float(value),
                ledger.say(f"profile.{profile}", expression),
                main=value is not None and value == max(_values(ledger), default=None),
            )
        )
    return Bars(
        Text(
            "Personas con microcredencial de alfabetización vigente, por perfil",
            "People with a current literacy microcredential, by profile",
        ),
        None,
        tuple(bars),
    )


def _values(ledger: Ledger) -> list[int | Decimal]:
    found = (ledger.value(f'count("current.profile.{profile}")') for profile in PROFILES)
    return [value for value in found if value is not None]


def _targets(ledger: Ledger) -> Iterator[Block]:
    targets = ledger.snapshot["floor"]["targets"]
    yield Heading(Text("Metas del piso nacional", "Targets of the national floor"))
    if not targets:
        yield Paragraph(
            Text(
                "La autoridad no ha fijado metas por perfil y entidad. Sin meta no se muestra porcentaje de avance.",
                "The authority has set no targets by profile and state. Without a target no progress "
                "percentage is shown.",
            ),
            "nodata",
        )
        return
    rows = []
    for horizon in (one for one in HORIZONS if one in targets):
        told = targets[horizon]
        for profile, line in told["profiles"].items():
            where = f"{quoted(horizon)}, {quoted(profile)}"
            name = f"target.{horizon}.{profile}"
            reached, aim = f"reached_where_aimed({where})", f"aimed({where})"
            status = Text("adoptada", "adopted") if line["adopted"] else Text("propuesta", "proposed")
            rows.append(
                (
                    profile_name(ledger, profile),
                    Text("{horizon}, al {day} ({status})", "{horizon}, by {day} ({status})").format(
                        horizon=text_of(told["name"]), day=dt.date.fromisoformat(line["dueOn"]), status=status
                    ),
                    ledger.say(
                        f"{name}.states",
                        f"size(floor.targets[{quoted(horizon)}].profiles[{quoted(profile)}].states)",
                        "plain",
                    ),
                    ledger.say(f"{name}.aim", aim, "plain"),
                    ledger.say(f"{name}.reached", reached),
                    ledger.say(f"{name}.percent", f"percent({reached}, {aim})", "percent"),
                )
            )
    yield Table(
        Text(
            "Metas en vigor y personas alcanzadas en las entidades que tienen meta",
            "Targets in force, and people reached in the states that have one",
        ),
        (
            Column(Text("Perfil", "Profile")),
            Column(Text("Plazo", "Horizon")),
            Column(Text("Entidades con meta", "States with a target"), True),
            Column(Text("Meta", "Target"), True),
            Column(Text("Alcanzadas", "Reached"), True),
            Column(Text("Avance", "Progress"), True),
        ),
        tuple(rows),
        Text(
            "Alcanzada: con al menos una microcredencial del perfil emitida y no revocada, aunque haya "
            "vencido. Si el número de "
            "una entidad no se publica, tampoco su suma.",
            "Reached: with at least one microcredential of the profile issued and not revoked, even if "
            "it has expired. Where a "
            "state's number is not published, neither is the sum.",
        ),
    )


def _profiles_by_state(ledger: Ledger) -> Table:
    rows = []
    for code, one in ledger.snapshot["states"].items():
        cells = [ledger.say(f"state.{code}.literacy", f'count("{LITERACY}", state="{code}")')]
        cells += [
            ledger.say(f"state.{code}.{profile}", f'count("current.profile.{profile}", state="{code}")')
            for profile in PROFILES
        ]
        rows.append((text_of(one["name"]), *cells))
    unknown = [ledger.say("state.unknown.literacy", f'count("{LITERACY}", state="unknown")')]
    unknown += [
        ledger.say(f"state.unknown.{profile}", f'count("current.profile.{profile}", state="unknown")')
        for profile in PROFILES
    ]
    rows.append((Text("Sin dato de entidad", "State unknown"), *unknown))
    return Table(
        Text("Alfabetización en IA por entidad y perfil", "AI literacy by state and profile"),
        (Column(STATE), Column(PEOPLE, True), *(Column(SHORT[profile], True) for profile in PROFILES)),
        tuple(rows),
        Text(
            "Personas con microcredencial vigente. n. p.: no se publica. Los perfiles pueden sumar más que el total.",
            "People with a current microcredential. n. p.: not published. Profiles may add up to more than the total.",
        ),
    )


def programs(ledger: Ledger) -> Chapter:
    """Do the talent programs deliver?"""
    blocks: list[Block] = []
    for key, program in ledger.snapshot["programs"].items():
        blocks += _program(ledger, key, program)
        for run, funnel in ledger.snapshot["funnels"].items():
            if funnel["program"] == key:
                blocks += _funnel(ledger, run, funnel)
    return Chapter(
        "programs",
        Text("¿Cumplen los programas de talento?", "Do the talent programs deliver?"),
        _programs_answer(ledger),
        tuple(blocks),
    )


def _programs_answer(ledger: Ledger) -> Text:
    parts = [
        Text("{title}: {said}", "{title}: {said}").format(
            title=text_of(program["title"]), said=_reached_of_target(ledger, key)
        )
        for key, program in ledger.snapshot["programs"].items()
        if program["target"] is not None
    ]
    if not parts:
        return Text("No hay programas en vigor con meta.", "There are no programs in force with a target.")
    return Text(" ".join(one.es for one in parts), " ".join(one.en for one in parts))


def _reached_of_target(ledger: Ledger, key: str) -> Text:
    reached, aim = f'count("reached.program.{key}")', f"programs[{quoted(key)}].target"
    said = Text("{people} de {aim} personas ({percent}).", "{people} of {aim} people ({percent}).")
    return said.format(
        people=ledger.say(f"program.{key}.reached", reached),
        aim=ledger.say(f"program.{key}.aim", aim, "plain"),
        percent=ledger.say(f"program.{key}.percent", f"percent({reached}, {aim})", "percent"),
    )


def _program(ledger: Ledger, key: str, program: Mapping[str, Any]) -> Iterator[Block]:
    yield Heading(text_of(program["title"]))
    if program["target"] is None:
        yield Paragraph(
            Text(
                "{people} personas alcanzadas. La autoridad no ha fijado un número como meta; por eso no se "
                "muestra porcentaje.",
                "{people} people reached. The authority has set no number as target, so no percentage is shown.",
            ).format(people=ledger.say(f"program.{key}.reached", f'count("reached.program.{key}")'))
        )
    else:
        yield Paragraph(_reached_of_target(ledger, key))
    yield Paragraph(
        Text(
            "Fuente del programa: {title}, {publisher}, {date}. La meta y los hitos son una propuesta "
            "hasta que la autoridad los adopte.",
            "Source of the program: {title}, {publisher}, {date}. Target and milestones are a proposal "
            "until the authority adopts them.",
        ).format(
            title=same(program["source"]["title"]),
            publisher=publisher(program["source"]["publisher"]),
            date=same(program["source"]["date"]),
        ),
        "small",
    )
    if program["target"] is not None:
        yield from _line(ledger, key, program)
    if program["counting"]:
        yield Paragraph(text_of(program["counting"]), "note")


def _line(ledger: Ledger, key: str, program: Mapping[str, Any]) -> Iterator[Block]:
    milestones = program["milestones"]
    if not milestones:
        return
    reached, rows, missing = [], [], False
    for number, month in enumerate(program["months"]):
        expression = f'upto("reached.program.{key}", "{month}")'
        value = ledger.value(expression)
        if value is None:
            missing = True
            continue
        last = month == program["months"][-1]
        said = ledger.say(f"program.{key}.month.{month}", expression)
        reached.append(Place(number, float(value), said if last else None))
        rows.append((same(month), said))
    aims = [Place(0, 0)]
    for number, one in enumerate(milestones):
        said = ledger.say(
            f"program.{key}.milestone.{one['month']}", f"programs[{quoted(key)}].milestones[{number}].people", "plain"
        )
        aims.append(Place(one["month"], one["people"], said))
    yield Lines(
        Text(
            "Personas distintas alcanzadas desde el primer mes, y los hitos",
            "Different people reached since the first month, and the milestones",
        ),
        Text(
            "Línea llena: personas alcanzadas. Línea de puntos: hitos propuestos, por mes desde el inicio.",
            "Full line: people reached. Dashes: proposed milestones, by month since the start.",
        ),
        tuple(reached),
        tuple(aims),
        tuple((one, Text(f"mes {one}", f"month {one}")) for one in range(0, milestones[-1]["month"] + 1, 12)),
    )
    if missing:
        yield Paragraph(
            Text(
                "Algunos meses no se publican porque alguno de ellos tiene menos de 10 personas.",
                "Some months are not published, because one of them has fewer than 10 people.",
            ),
            "small",
        )
    if rows:
        yield Table(
            Text("Personas alcanzadas hasta el fin de cada mes", "People reached by the end of each month"),
            (Column(Text("Mes", "Month")), Column(PEOPLE, True)),
            tuple(rows[-12:]),
            Text(
                "Los últimos doce meses publicados; los anteriores están en los datos adjuntos.",
                "The last twelve months published; earlier ones are in the attached data.",
            )
            if len(rows) > 12
            else None,
        )


FUNNEL_NOTE = Text(
    "Redondeado a la decena, salvo lo que ya dicen las claves publicadas: elegibles, admitidas y pasaron el corte.",
    "Rounded to tens, but for what the published codes say already: eligible, admitted and selected.",
)


def _funnel(ledger: Ledger, key: str, funnel: Mapping[str, Any]) -> Iterator[Block]:
    rows = tuple(
        (
            text_of(level["name"]),
            ledger.say(f"funnel.{key}.{level['id']}", f"funnels[{quoted(key)}].levels[{place}].people"),
        )
        for place, level in enumerate(funnel["levels"])
    )
    step = text_of(funnel["step"]) if "step" in funnel else Text("Paso", "Step")
    yield Table(text_of(funnel["title"]), (Column(step), Column(PEOPLE, True)), rows, FUNNEL_NOTE)
