"""Security decides who may call: token, tenant, channel, membership, rate limit."""
