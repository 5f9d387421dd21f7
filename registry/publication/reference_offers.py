"""The data sets of what is on offer: published microcredentials with their declared sectors, and sites."""

from __future__ import annotations

from collections.abc import Iterator

from registry import clock
from registry.definitions import queries as definitions
from registry.definitions import sectors
from registry.providers import sites
from registry.publication.dataset import Column, Dataset, Row, text_columns
from registry.texts import CENTRAL_MEXICO, Text

_PROVIDER = Column("provider", "text", Text("La institución, por su nombre corto.", "The institution, by short name."))


def courses() -> Dataset:
    """The newest published version of each definition."""

    def rows() -> Iterator[Row]:
        for one in definitions.catalogue():
            design, declared = one.design, one.design.get("sectors", [])
            yield (
                str(one.id),
                one.definition.provider.slug,
                design["title"]["es"],
                design["title"]["en"],
                one.standard_version.standard_id,
                one.profile,
                one.part,
                " ".join(design["modes"]),
                " ".join(declared),
                "yes" if set(declared) & sectors.priority().keys() else "no",
            )

    return Dataset(
        "courses",
        Text("Microcredenciales publicadas", "Published microcredentials"),
        Text(
            "La versión más nueva de cada una, con lo que su institución declara; las primeras 500.",
            "The newest version of each, with what its institution declares; the first 500.",
        ),
        (
            Column("definition", "text", Text("Identificador estable: /definitions/….", "Stable: /definitions/….")),
            _PROVIDER,
            *text_columns("title", "Título", "Title"),
            Column("standard", "text", Text("Identificador del estándar.", "The standard's identifier.")),
            Column("profile", "text", Text("Perfil al que se dirige.", "Profile that it is meant for.")),
            Column("part", "text", Text("Parte del estándar, si es una.", "Part of the standard, if it is one.")),
            Column("modes", "text", Text("Modalidades, separadas por espacios.", "Modes, separated by spaces.")),
            Column(
                "sectors",
                "text",
                Text(
                    "Sectores SCIAN que la institución declara, separados por espacios; vacío: cualquiera.",
                    "SCIAN sectors that the institution declares, separated by spaces; empty: any.",
                ),
            ),
            Column(
                "priority_sector",
                "yes_no",
                Text("yes: declara al menos un sector prioritario.", "yes: it declares at least one priority sector."),
            ),
        ),
        rows,
    )


def where() -> Dataset:
    """Every site that holds today."""

    def rows() -> Iterator[Row]:
        for one in sites.standing(clock.now().astimezone(CENTRAL_MEXICO).date()):
            yield (
                one.provider.slug, one.name, one.state_code, one.municipality, one.mode, one.valid_from.isoformat(),
                one.valid_until.isoformat() if one.valid_until else None,
            )  # fmt: skip

    return Dataset(
        "sites",
        Text("Sedes donde enseñan las instituciones", "Sites where institutions teach"),
        Text("Como las declara cada institución; nadie las comprueba.", "As each declares them; nobody checks them."),
        (
            _PROVIDER,
            Column("name", "text", Text("Nombre de la sede.", "Name of the site.")),
            Column("state", "text", Text("Entidad (INEGI).", "State (INEGI).")),
            Column("municipality", "text", Text("Municipio, como se escribió.", "Municipality, as written.")),
            Column("mode", "text", Text("on_site u offline_materials.", "on_site or offline_materials.")),
            Column("valid_from", "date", Text("Primer día.", "First day.")),
            Column("valid_until", "date", Text("Último día; vacío: sin fin conocido.", "Last day; empty: none known.")),
        ),
        rows,
    )
