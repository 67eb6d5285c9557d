"""The store of one partnership in a PostgreSQL database, shared by several bots."""
