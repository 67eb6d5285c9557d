"""The local authorities of England are listed here, so that whichever is named in a case is one that there is."""
