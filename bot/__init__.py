"""The bot is the Teams edge, on floors: each imports only those below it (pyproject.toml)."""
