"""The personal data package finds what in a text may tell who somebody is."""
