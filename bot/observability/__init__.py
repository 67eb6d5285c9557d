"""Observability is logs and metrics: references, stages and dates, never a text."""
