"""Acts on calls and cohorts that a page confirms: what follows from each is said before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registry.texts import Text


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its title, what follows, its button, and whether somebody loses by it."""

    title: Text
    follows: tuple[Text, ...]
    button: Text
    danger: bool


#: With a call, by the last word of its address.
OF_CALLS: Mapping[str, Act] = {
    "publicar": Act(
        Text("Publicar la convocatoria", "Publish the call"),
        (
            Text(
                "Cualquiera la ve y puede solicitar desde el día de apertura.",
                "Everybody sees it and may apply from the opening day.",
            ),
            Text(
                "Se publica la huella de la semilla del sorteo; la semilla queda sellada.",
                "The digest of the draw's seed is published; the seed stays sealed.",
            ),
            Text(
                "Las bases ya no cambian; el cierre se puede ampliar.",
                "Its terms no longer change; the close can be extended.",
            ),
        ),
        Text("Publicar", "Publish"),
        False,
    ),
    "cancelar": Act(
        Text("Cancelar la convocatoria", "Cancel the call"),
        (
            Text("No se asignan lugares, y no se puede deshacer.", "No places are given, and it cannot be undone."),
            Text("A cada persona que solicitó se le avisa por correo.", "Everybody who applied is told by mail."),
        ),
        Text("Cancelar la convocatoria", "Cancel the call"),
        True,
    ),
    "sorteo": Act(
        Text("Asignar los lugares", "Give out the places"),
        (
            Text(
                "Se aplica el sorteo y las cuotas a las solicitudes elegibles; no se puede deshacer.",
                "The draw and the quotas are applied to the eligible applications; it cannot be undone.",
            ),
            Text(
                "Se abre la generación, se revela la semilla y el resultado queda público por claves.",
                "The cohort opens, the seed is revealed, and the result is public by codes.",
            ),
            Text("A cada persona se le avisa por correo.", "Everybody is told by mail."),
        ),
        Text("Hacer el sorteo", "Make the draw"),
        False,
    ),
    "liberar": Act(
        Text("Liberar lugares sin respuesta", "Free the places without an answer"),
        (
            Text(
                "Quien no respondió a tiempo pierde el lugar y recibe un aviso.",
                "Whoever did not answer in time loses the place and is told.",
            ),
        ),
        Text("Liberar los lugares", "Free the places"),
        True,
    ),
    "suplir": Act(
        Text("Dar los lugares libres a la lista de espera", "Give the free places to the waiting list"),
        (
            Text(
                "Pasan quienes siguen en el orden del sorteo, cuidando las cuotas; se les avisa.",
                "The next in the order of the draw step in, minding the quotas; they are told.",
            ),
        ),
        Text("Dar los lugares", "Give the places"),
        False,
    ),
}
#: With a cohort or one of its stages.
OF_COHORTS: Mapping[str, Act] = {
    "comprometer": Act(
        Text("Cerrar la admisión y comprometer el sorteo", "Close admission and commit to the draw"),
        (
            Text(
                "Ya no entra nadie a la generación, ni cambian las claves.",
                "Nobody enters the cohort any more, and no code changes.",
            ),
            Text(
                "Se publica la huella de la semilla; desde entonces se registran calificaciones.",
                "The seed's digest is published; grades are recorded from then on.",
            ),
        ),
        Text("Comprometer el sorteo", "Commit to the draw"),
        False,
    ),
    "corte": Act(
        Text("Hacer el corte", "Make the cut"),
        (
            Text(
                "Pasan los mejores promedios sin redondear, con los desempates del programa; no se puede deshacer.",
                "The best unrounded averages advance, with the program's tie-breaks; it cannot be undone.",
            ),
            Text(
                "Se revela la semilla y las claves quedan públicas. Los resultados de la etapa ya no cambian.",
                "The seed is revealed and the codes are public. The stage's results no longer change.",
            ),
            Text("A cada persona se le avisa por correo.", "Everybody is told by mail."),
        ),
        Text("Hacer el corte", "Make the cut"),
        True,
    ),
    "liberar": Act(
        Text("Liberar lugares sin respuesta", "Free the places without an answer"),
        (
            Text(
                "Quien no respondió a tiempo pierde el lugar y recibe un aviso.",
                "Whoever did not answer in time loses the place and is told.",
            ),
        ),
        Text("Liberar los lugares", "Free the places"),
        True,
    ),
    "suplir": Act(
        Text("Ofrecer los lugares libres a quien espera", "Offer the free places to who waits"),
        (
            Text(
                "Se ofrecen en el orden de la lista; cada persona recibe un aviso con su plazo.",
                "They are offered in the order of the list; each person is told by when to answer.",
            ),
        ),
        Text("Ofrecer los lugares", "Offer the places"),
        False,
    ),
}
