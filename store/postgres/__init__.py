"""The PostgreSQL store keeps one partnership in a database that several bots share."""
