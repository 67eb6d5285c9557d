"""The conversations, as Bot Framework dialogs: they ask whatever the criteria still need."""
