"""Curriculum standards and what else the authority publishes in versions: criteria, programs, indicators."""
