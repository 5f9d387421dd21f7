"""Who is who when the ordinary proofs are gone: recovery, uniting by the registry, the outside log-in, undoing."""
