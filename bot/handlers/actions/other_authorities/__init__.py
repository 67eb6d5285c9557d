"""The other authorities package answers the buttons about other partnerships, and about a transfer to one."""
