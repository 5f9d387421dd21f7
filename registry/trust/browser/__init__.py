"""The verification that runs in the reader's own browser: our scripts with the registry's words and vocabularies.

The scripts are under ``registry/static/js/verifier``. `sentences` and `vocabulary` make what they need of this program,
so that nothing is written twice; `assembling` puts all of it into one HTML file that works without a network.
"""
