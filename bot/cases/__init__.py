"""The application service: a case loaded, a step taken, the case saved; lists and look-ups."""
