"""A sample file as an institution would send it, with good and bad rows, for trying the issue page."""

from __future__ import annotations

from registry.demo import cast

_HEADINGS = (
    "Matrícula;Nombre(s);Apellido paterno;Apellido materno;CURP;Correo electrónico;Entidad;Fecha de término;"
    "Prueba objetiva;Tarea práctica;Producto integrador"
)


def learners_csv(rows: int = 24, *, seed: int = 77) -> bytes:
    """Semicolons, Latin-1, two title lines, day-first dates, decimal commas; every fault that a page can explain."""
    lines = ["DATOS FICTICIOS - Universidad Ficticia del Valle;;;;;;;;;;", ";;;;;;;;;;", _HEADINGS]
    for number, one in enumerate(cast.Crowd(seed=seed, first_number=seed * 1_000).people(rows), start=1):
        curp, email, day, test, task, capstone = one.curp, one.email, "12/06/2026", "86", "93,8", "80"
        if number == 5:
            curp = curp[:-1] + str((int(curp[-1]) + 1) % 10)  # the check digit does not match
        if number == 8:
            test = "64"  # below the minimum: not yet competent
        if number == 11:
            email = ""  # delivered by a printed slip
        if number == 14:
            day = "31/02/2026"  # a day that does not exist
        if number == 17:
            task = "NP"  # did not sit
        lines.append(
            f"A{number:04d};{one.given};{one.first};{one.second};{curp};{email};Puebla;{day};{test};{task};{capstone}"
        )
    lines.append("Total;;;;;;;;;;")
    return ("\r\n".join(lines) + "\r\n").encode("latin-1")
