"""The cases floor holds the application service: CaseService takes a step and saves the case, CaseQueries looks cases
up and lists them, and RulesInForce has what they are read by."""
