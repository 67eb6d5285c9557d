"""The pictures of a case are its flow chart and its timeline."""
