"""Buttons that concern two cases: a merge, a link."""
