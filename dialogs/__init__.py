"""The conversations are Bot Framework dialogs: they ask whatever the criteria still need."""

from dialogs.unused_prompts import put_off

# Before anything imports the Bot Framework's dialogs.
put_off()
