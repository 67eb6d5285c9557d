"""The steps of a case each check authority and stage, and return a new case or raise StepRefused."""
