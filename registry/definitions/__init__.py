"""Providers' designs of microcredentials, held to the standard they align to."""
