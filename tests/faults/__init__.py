"""Runs faults against the real server, under load. See tools/faults --help."""
