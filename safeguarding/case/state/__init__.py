"""The state of a case is derived from its events: signatures, review record, milestones, clocks, retention."""
