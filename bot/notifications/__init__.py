"""Notifications are what the bot says by itself (proactively), and the scheduler whose jobs send them."""
