"""The Teams edge, on eight floors: each imports only those below it (pyproject.toml)."""
