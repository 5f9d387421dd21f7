"""What is refused of a file of applications on paper, and why."""

from __future__ import annotations

from registry.errors import Conflict, RegistryError
from registry.texts import Text


class PaperFileUnfit(RegistryError):
    """The file of applications lacks columns or rows."""

    code = "paper_file_unfit"
    text = Text(
        "El archivo no se puede leer como solicitudes. {problem} Baje la plantilla y cópielas en ella.",
        "The file cannot be read as applications. {problem} Download the template and copy them into it.",
    )


class PaperFileChanged(Conflict):
    """What is recorded is exactly what was looked at."""

    code = "paper_file_changed"
    text = Text(
        "Este archivo no es el que se revisó. Revíselo otra vez antes de registrarlo.",
        "This file is not the one that was checked. Check it again before recording it.",
    )
