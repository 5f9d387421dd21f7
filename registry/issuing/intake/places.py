"""The 32 states as people write them, by INEGI code.

The official names, abbreviations and codes are the catalogue's; here stand also the spellings that lists really use.
"""

from __future__ import annotations

import re

from registry.issuing.intake.wording import plain

_SPELLINGS: dict[str, str] = {
    "01": "Aguascalientes|Ags|AGU|AS",
    "02": "Baja California|BC|B.C.|BCN|Baja California Norte|Baja Calif",
    "03": "Baja California Sur|BCS|B.C.S.|BS",
    "04": "Campeche|Camp|CAM|CC",
    "05": "Coahuila|Coahuila de Zaragoza|Coah|COA|CL",
    "06": "Colima|Col|CM",
    "07": "Chiapas|Chis|CHP|CS",
    "08": "Chihuahua|Chih|CHH|CH",
    "09": "Ciudad de México|CDMX|Cd. de México|Cd México|Cd Mx|CMX|DF|D.F.|Distrito Federal|"
    "México D.F.|México CDMX|Mexico City",
    "10": "Durango|Dgo|DUR|DG",
    "11": "Guanajuato|Gto|GUA|GT",
    "12": "Guerrero|Gro|GR",
    "13": "Hidalgo|Hgo|HID|HG",
    "14": "Jalisco|Jal|JC",
    "15": "Estado de México|México|Edo. de México|Edo. México|Edo. de Méx|Edo. Méx|Edomex|EdoMéx|"
    "Edo Mex|Méx|MEX|MC|State of Mexico",
    "16": "Michoacán|Michoacán de Ocampo|Mich|MIC|MN",
    "17": "Morelos|Mor|MS",
    "18": "Nayarit|Nay|NT",
    "19": "Nuevo León|NL|N.L.|NLE|Nvo. León|Nuevo Leon",
    "20": "Oaxaca|Oax|OC|Oaxaca de Juárez",
    "21": "Puebla|Pue|PL",
    "22": "Querétaro|Querétaro de Arteaga|Qro|QUE|QT",
    "23": "Quintana Roo|Q. Roo|QRoo|Q.R.|ROO|QR",
    "24": "San Luis Potosí|SLP|S.L.P.|SP|San Luis P",
    "25": "Sinaloa|Sin|SL",
    "26": "Sonora|Son|SR",
    "27": "Tabasco|Tab|TC",
    "28": "Tamaulipas|Tamps|TAM|TS",
    "29": "Tlaxcala|Tlax|TLA|TL|Tlaxcala de Xicohténcatl",
    "30": "Veracruz|Veracruz de Ignacio de la Llave|Veracruz Llave|Ver|VZ",
    "31": "Yucatán|Yuc|YN",
    "32": "Zacatecas|Zac|ZS",
}
_CODES = {plain(spelling): code for code, spellings in _SPELLINGS.items() for spelling in spellings.split("|")}
_PREFIX = re.compile(r"^(?:mx|estado(?: libre y soberano)? de(?: la| el)?|edo de|state of)\s+")
_NUMBER = re.compile(r"0?([1-9]|[12][0-9]|3[0-2])")
_ABROAD = frozenset(
    {"extranjero", "fuera de mexico", "fuera del pais", "otro pais", "abroad", "estados unidos", "eua", "usa"}
    | {"united states", "eeuu", "ee uu", "canada", "guatemala", "espana"}
)


def read_state(written: str) -> str | None:
    """The INEGI code («09») of a state as written: name, abbreviation, ISO or CURP letters, or number."""
    text = plain(written)
    if number := _NUMBER.fullmatch(text):
        return f"{int(number[1]):02d}"
    return _CODES.get(text) or _CODES.get(_PREFIX.sub("", text))


def is_abroad(written: str) -> bool:
    """Whether the text says that the person lives in another country; that is no fault and has no code."""
    return plain(written) in _ABROAD
