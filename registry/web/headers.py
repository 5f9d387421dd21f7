"""Security headers of every response. A view may set its own stricter or looser one first."""

from __future__ import annotations

from flask import Flask, Response, g, request

from registry.config import Settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",  # blob: the preview of a photographed QR
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
PERMISSIONS_POLICY = "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"
TWO_YEARS = 63_072_000
#: Pages whose address is a secret: it must not leave with a link that is followed from them.
SECRET_PATHS = ("/s/", "/c/", "/recibir/", "/entrar/", "/recuperar/", "/cuenta/unir/", "/f/", "/Q", "/oid4vci/")
#: Addresses that speak of one person. Whoever holds one may read it; no search engine lists it.
PERSONAL_PATHS = (*SECRET_PATHS, "/credentials/", "/p/")


def init_app(app: Flask, settings: Settings) -> None:
    """Add the headers after every view, errors included."""

    @app.after_request
    def _headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault(
            "Referrer-Policy",
            "no-referrer" if request.path.startswith(SECRET_PATHS) else "strict-origin-when-cross-origin",
        )
        if request.path.startswith(PERSONAL_PATHS):
            headers.setdefault("X-Robots-Tag", "noindex, nofollow, noarchive")
        if settings.production:
            headers.setdefault("Strict-Transport-Security", f"max-age={TWO_YEARS}; includeSubDomains")
        of_its_moment = response.mimetype == "text/html" or response.is_json or g.get("viewer")
        if "Cache-Control" not in headers and of_its_moment:
            # What somebody saw signed in must not come back from the browser's cache after they left.
            headers["Cache-Control"] = "no-store" if g.get("viewer") else "no-cache, private"
        return response
