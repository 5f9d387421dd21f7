"""The authority's door: applications, reviewers' rulings, decisions, accreditations, standards."""

from registry.web.authority import (
    accreditations,
    applications,
    decisions,
    evidence,
    home,
    institutions,
    reviews,
    standards,
)
from registry.web.authority.blueprint import blueprint

__all__ = [
    "accreditations",
    "applications",
    "blueprint",
    "decisions",
    "evidence",
    "home",
    "institutions",
    "reviews",
    "standards",
]
