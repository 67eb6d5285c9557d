"""What is sent, at least once and by one bot: outbox, leases, ledger, destinations."""
