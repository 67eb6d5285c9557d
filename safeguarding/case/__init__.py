"""A case is the record of its events; this package derives what follows from them, and who may do what."""
