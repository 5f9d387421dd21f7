"""The catalogue of open data in DCAT 3 (W3C), as DCAT-AP asks: who, what, when, where, under which licence. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from registry.publication.dataset import Dataset
from registry.texts import Text

#: The licence is the authority's to confirm; CC BY 4.0 asks for attribution alone.
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_NAME = Text(
    "Creative Commons Atribución 4.0 Internacional (CC BY 4.0)",
    "Creative Commons Attribution 4.0 International (CC BY 4.0)",
)
LICENCE_TEXT = Text(
    "Los datos abiertos de este registro se ofrecen bajo la licencia Creative Commons Atribución "
    "4.0 Internacional "
    "(CC BY 4.0): puede copiarlos, cambiarlos y usarlos para cualquier fin, citando la fuente y "
    "la fecha de corte. La "
    "elección de la licencia es una propuesta que la autoridad confirma antes de operar; la "
    "alternativa en México es la "
    "de los términos de Libre Uso MX. Las cifras de contexto son de sus fuentes, que cada una "
    "nombra.",
    "The open data of this registry are offered under the Creative Commons Attribution 4.0 "
    "International licence "
    "(CC BY 4.0): you may copy, change and use them for any purpose, citing the source and the "
    "cut-off date. The choice "
    "of licence is a proposal that the authority confirms before operating; the alternative in "
    "Mexico is the Libre Uso "
    "MX terms. Context figures belong to their sources, which each one names.",
)
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEXICO = "http://publications.europa.eu/resource/authority/country/MEX"
_FORMATS = (("csv", "text/csv"), ("json", "application/json"))


def catalog(
    sets: Sequence[Dataset],
    *,
    base: str,
    publisher: str,
    title: Text,
    contact: str | None,
    as_of: dt.datetime | None,
    issued: dt.datetime | None,
    first: dt.datetime | None,
) -> dict[str, Any]:
    """The catalogue. ``base``: where ``/open-data`` lies; ``as_of`` and ``issued`` of the release; ``first``: the
    earliest moment that its data tell of."""
    agent = {"@id": f"{base}/#authority", "@type": "foaf:Agent", "foaf:name": _in_both(Text(publisher, publisher))}
    return {
        "@context": CONTEXT,
        "@id": f"{base}/open-data/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _in_both(title),
        "dct:description": _in_both(
            Text(
                "Resultados agregados del registro; sin datos personales.",
                "Aggregate outcomes of the registry; no personal data.",
            )
        ),
        "dct:publisher": agent,
        "dct:license": {"@id": LICENCE},
        "dct:language": [
            {"@id": f"http://publications.europa.eu/resource/authority/language/{one}"} for one in ("SPA", "ENG")
        ],
        "dct:spatial": {"@id": MEXICO},
        "foaf:homepage": {"@id": f"{base}/open-data"},
        **_dates(issued),
        "dcat:dataset": [
            _dataset(one, base=base, agent=agent["@id"], contact=contact, as_of=as_of, issued=issued, first=first)
            for one in sets
        ],
    }


def _dataset(
    one: Dataset,
    *,
    base: str,
    agent: object,
    contact: str | None,
    as_of: dt.datetime | None,
    issued: dt.datetime | None,
    first: dt.datetime | None,
) -> dict[str, Any]:
    where = f"{base}/open-data/{one.id}"
    said: dict[str, Any] = {
        "@id": where,
        "@type": "dcat:Dataset",
        "dct:identifier": one.id,
        "dct:title": _in_both(one.title),
        "dct:description": _in_both(one.description),
        "dct:publisher": {"@id": agent},
        "dct:license": {"@id": LICENCE},
        "dct:spatial": {"@id": MEXICO},
        "dcat:theme": {"@id": "http://publications.europa.eu/resource/authority/data-theme/EDUC"},
        "dct:conformsTo": {"@id": f"{base}/open-data/data-dictionary.csv"},
        "dcat:distribution": [
            {
                "@id": f"{where}.{ending}",
                "@type": "dcat:Distribution",
                "dct:title": _in_both(Text(f"{one.title.es} ({ending.upper()})", f"{one.title.en} ({ending.upper()})")),
                "dcat:accessURL": {"@id": f"{where}.{ending}"},
                "dcat:downloadURL": {"@id": f"{where}.{ending}"},
                "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}"},
                "dct:license": {"@id": LICENCE},
            }
            for ending, media in _FORMATS
        ],
    }
    if contact:
        said["dcat:contactPoint"] = {"@type": "vcard:Organization", "vcard:hasEmail": {"@id": f"mailto:{contact}"}}
    if one.of_release and as_of is not None:
        said |= _dates(issued)
        said["dct:accrualPeriodicity"] = {"@id": "http://publications.europa.eu/resource/authority/frequency/WEEKLY"}
        said["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            **({"dcat:startDate": _moment(first)} if first else {}),
            "dcat:endDate": _moment(as_of),
        }
    return said


def _dates(issued: dt.datetime | None) -> dict[str, Any]:
    return {} if issued is None else {"dct:issued": _moment(issued), "dct:modified": _moment(issued)}


def _moment(value: dt.datetime) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": value.isoformat()}


def _in_both(text: Text) -> list[dict[str, str]]:
    return [{"@language": "es", "@value": text.es}, {"@language": "en", "@value": text.en}]
