"""Verifying many at once, for a personnel department: files, a ZIP, a list of links or folios; one row for each.

`planning` counts what was sent without reading it all, `service` answers it in chunks, `tables` writes the answer as a
file. Nothing is stored: a row exists in the answer alone.
"""
