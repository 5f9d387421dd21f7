"""The authority's door: applications, reviewers' rulings, decisions, accreditations, standards."""

from registry.web.authority import (
    accreditations,
    applications,
    corrections,
    custody,
    decisions,
    employers,
    evidence,
    floor,
    home,
    indicators,
    institutions,
    quality,
    reports,
    reviews,
    series,
    staff,
    standards,
)
from registry.web.authority.blueprint import blueprint

__all__ = [
    "accreditations",
    "applications",
    "blueprint",
    "corrections",
    "custody",
    "decisions",
    "employers",
    "evidence",
    "floor",
    "home",
    "indicators",
    "institutions",
    "quality",
    "reports",
    "reviews",
    "series",
    "staff",
    "standards",
]
