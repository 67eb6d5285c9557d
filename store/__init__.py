"""The store keeps what the bot has recorded: on disk before it is acknowledged, through one codec, one process at a
time."""
