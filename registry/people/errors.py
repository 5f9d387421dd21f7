"""Refusals of the people room."""

from registry.errors import Conflict
from registry.texts import Text


class TwoPeople(Conflict):
    """Two records with different CURPs were to be merged."""

    code = "two_people"
    text = Text(
        "Los dos registros tienen CURP distintas: son dos personas. Cada una recibe con su propia cuenta.",
        "The two records have different CURPs: they are two people. Each receives with an account of their own.",
    )
