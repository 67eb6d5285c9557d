"""The conversations are Bot Framework dialogs: they ask whatever the criteria still need."""
