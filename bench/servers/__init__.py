"""What is measured: each module serves /api/messages on loopback until SIGTERM."""
