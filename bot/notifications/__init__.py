"""The notifications floor holds what the bot says by itself (proactively): nudges, notices, sign-off cards, and the
scheduler whose jobs send them."""
