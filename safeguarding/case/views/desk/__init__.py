"""The desk package says what one reader of a case has before them: their step, and where the case stands."""
