"""Walkthroughs take the steps of a case by a conversation: each kind has its course here."""
