"""The state of a case, derived from its events: signatures, review record, milestones, clocks, retention."""
