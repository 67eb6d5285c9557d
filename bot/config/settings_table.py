"""The table lists the settings for whoever reads ``docs/settings.md`` or runs ``python app.py settings``."""

from pydantic import SecretStr

from bot.config.settings import PREFIX, Settings


def as_table() -> str:
    """Lists every setting with its meaning and default, in Markdown."""
    rows = [
        f"| `{PREFIX}{name.upper()}` | {field.description} | {_default_text(field.default)} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| variable | meaning | default |", "|---|---|---|", *rows])


def _default_text(default: object) -> str:
    if default is None:
        return "none"
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    text = ", ".join(default) if isinstance(default, tuple) else str(default)
    return f"`{text.lower() if isinstance(default, bool) else text}`"
