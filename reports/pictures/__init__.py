"""The pictures of a case: flow chart and timeline."""
