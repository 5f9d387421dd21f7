"""What a browser calls itself, in words that its owner recognises."""

from __future__ import annotations

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
