"""Sampling audits of what was issued, the quality mark of a definition, and the list of recommended ones."""
