"""What a browser calls itself, in words that its owner recognises."""

from __future__ import annotations

from flask import request

from registry.accounts.origins import Origin, coarse
from registry.texts import Text

# The order matters: most browsers also call themselves by the names of others.
_BROWSERS = (
    ("Edg/", "Edge"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> Text:
    """«Chrome en Android», “Chrome on Android”."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), None)
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), None)
    if browser and system:
        return Text(f"{browser} en {system}", f"{browser} on {system}")
    known = browser or system
    return Text(known, known) if known else Text("Navegador desconocido", "Unknown browser")


def origin() -> Origin:
    """Where this request comes from, as a session remembers it."""
    return Origin(request.headers.get("User-Agent", ""), coarse(request.remote_addr))


#: How a session began.
MEANS = {
    "link": Text("con un enlace por correo", "with a link by mail"),
    "password": Text("con contraseña", "with a password"),
    "passkey": Text("con una llave de acceso", "with a passkey"),
    "outside": Text("con otro servicio", "with another log-in"),
    "claim": Text("al recibir una microcredencial", "on receiving a microcredential"),
}
