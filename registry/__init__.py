"""A national registry of AI microcredentials."""
