-- tally: what the rows of cases, tombstones and numbers add up to, sealed as the bodies are: so a row that was put back, or
-- taken out, is noticed. Nothing until the first write of a version that keeps it.
ALTER TABLE partnerships ADD COLUMN tally bytea;
