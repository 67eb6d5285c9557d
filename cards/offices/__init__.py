"""The offices are shown with who holds them, and a change of them is drafted for whoever keeps the file."""
