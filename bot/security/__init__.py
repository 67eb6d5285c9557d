"""Who may call: token, tenant, channel, membership, rate limit."""
