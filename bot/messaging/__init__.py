"""The messaging floor sends each message at least once and by one bot: outbox, leases, ledger, destinations."""
