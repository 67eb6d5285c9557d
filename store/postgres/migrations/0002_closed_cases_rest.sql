-- What a bot reads at its start is what is in use: open cases, and documents that are about no closed case.

-- laid_by: of a document about a closed case, a keyed hash of the reference; nothing while it is in use.
ALTER TABLE documents ADD COLUMN laid_by bytea;
CREATE INDEX documents_laid_by ON documents (partnership, laid_by) WHERE laid_by IS NOT NULL;
CREATE INDEX documents_in_use ON documents (partnership) WHERE laid_by IS NULL;
CREATE INDEX open_cases ON cases (partnership) WHERE is_open;
