"""The documents that the registry signs and reads: built from typed claims, parsed once at the door."""
