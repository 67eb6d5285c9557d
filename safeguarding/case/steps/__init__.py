"""The steps of a case: each checks authority and stage, and returns a new case or raises StepRefused."""
