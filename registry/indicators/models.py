"""Indicators in versions: imported series with provenance, values computed, entered and approved."""
