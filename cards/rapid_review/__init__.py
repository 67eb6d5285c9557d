"""The cards of the Rapid Review and of what follows it: the record, the decision, the LCSPR."""
