"""Work on all rows of a partnership: verification, transfer, a new key."""
