"""The framework package holds the rules as data: the entries of the rules file, the engine that reads them, and the
loader that checks them."""
