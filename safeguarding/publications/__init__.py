"""Publications are texts made from the rules: booklet, flow chart, comparison of versions, decisions as JSON."""
