"""The conversations are Bot Framework dialogs: they ask whatever the criteria still need."""

from dialogs.deferred_models import deferred_models
from dialogs.unused_prompts import put_off

# Before anything imports the Bot Framework's dialogs, or the SDK's cards.
put_off()
with deferred_models():
    import microsoft_teams.cards  # noqa: F401 - whoever draws takes the models from it
