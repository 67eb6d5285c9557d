"""The bot is the Teams edge, on floors: each imports only those below it (pyproject.toml)."""

import dialogs  # noqa: F401 - it puts off what the SDKs would import and build
