"""The measured servers are a module each, which serves /api/messages on loopback until SIGTERM."""
