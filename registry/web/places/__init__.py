"""The door of those who hold a role at a place: a state's administrator, a chamber. The authority comes in here too."""

from registry.web.places import chambers, schools, states
from registry.web.places.blueprint import blueprint

__all__ = ["blueprint", "chambers", "schools", "states"]
