"""Verified employers, what they need by skill, and learners who chose to be found."""
