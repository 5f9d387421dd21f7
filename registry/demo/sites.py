"""Where the demonstration's institutions teach; in two of the states with few households online nobody does."""

from __future__ import annotations

import datetime as dt

from registry import clock
from registry.demo import cast
from registry.demo.outcome import Told
from registry.demo.stage import Stage
from registry.providers import sites
from registry.providers.sites import SiteDetails

#: Name, state, municipality, mode, and for how many days it still teaches there; None: no end known.
_SITES: tuple[tuple[str, str, str, str, int | None], ...] = (
    ("Plantel Ficticio Angelópolis", "21", "Puebla", "on_site", None),
    ("Biblioteca Ficticia de la Sierra", "21", "Zacatlán", "offline_materials", None),
    ("Plantel Ficticio del Istmo", "20", "Salina Cruz", "on_site", None),
    ("Aula Itinerante Ficticia", "20", "Santiago Juxtlahuaca", "offline_materials", 200),
    ("Sede Ficticia de la Costa", "12", "Acapulco de Juárez", "on_site", -30),
)


def teaching_sites(stage: Stage, told: Told) -> None:
    """The consortium says where it teaches; one site has ended, one was a mistake."""
    actor, today = stage.actor(cast.administrator(cast.CONSORTIUM)), clock.today()
    for name, state, municipality, mode, days in _SITES:
        until = today + dt.timedelta(days=days) if days is not None else None
        details = SiteDetails(name, state, municipality, mode, today - dt.timedelta(days=400), until)
        sites.add(told.consortium.id, details, actor=actor)
    mistaken = SiteDetails("Sede Ficticia Repetida", "20", "Salina Cruz", "on_site", today)
    site = sites.add(told.consortium.id, mistaken, actor=actor)
    sites.withdraw(told.consortium.id, site.id, actor=actor)
    stage.commit()
