"""The offline bundle: everything that a verification needs, in one signed file (``docs/formats/bundle.md``).

`reading` and `evidence` are pure and need no database; `exporting` and `newest` make bundles from one.
"""
