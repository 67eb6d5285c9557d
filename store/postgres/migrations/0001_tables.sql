-- One database serves many partnerships: each key begins with the partnership.
-- Readable here are references of cases, versions, dates and counters. All else is in bodies, sealed by the bot.

-- revision: counts the transactions that wrote. cleaned: marks of deleted documents up to this revision are gone, so
-- whoever has read less reads everything anew. key_id: of the key that all bodies are sealed with, or OLD>NEW while it is
-- changed; nothing is written but with this key. hash_key: of the hashes below, sealed as the bodies are.
CREATE TABLE partnerships (
    partnership text PRIMARY KEY,
    revision bigint NOT NULL,
    cleaned bigint NOT NULL,
    key_id text NOT NULL,
    hash_key bytea NOT NULL
);

-- triage: a keyed hash of it.
CREATE TABLE cases (
    partnership text NOT NULL,
    ref text NOT NULL,
    triage bytea NOT NULL,
    version integer NOT NULL,
    is_open boolean NOT NULL,
    revision bigint NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (partnership, ref),
    UNIQUE (partnership, triage)
);
CREATE INDEX cases_by_revision ON cases (partnership, revision);
CREATE INDEX closed_cases ON cases (partnership) WHERE NOT is_open;

CREATE TABLE tombstones (
    partnership text NOT NULL,
    ref text NOT NULL,
    revision bigint NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (partnership, ref)
);
CREATE INDEX tombstones_by_revision ON tombstones (partnership, revision);

-- Of references: the number given last, and those lost before the cases came here.
CREATE TABLE numbers (
    partnership text NOT NULL,
    is_rehearsal boolean NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL,
    lost integer[] NOT NULL,
    PRIMARY KEY (partnership, is_rehearsal, year)
);

-- key: a keyed hash of it. deleted_at: of a document that is gone; its row stays a while, for bots that have it still.
CREATE TABLE documents (
    partnership text NOT NULL,
    kind text NOT NULL,
    key bytea NOT NULL,
    etag text NOT NULL,
    revision bigint NOT NULL,
    deleted_at timestamptz,
    body bytea NOT NULL,
    PRIMARY KEY (partnership, kind, key)
);
CREATE INDEX documents_by_revision ON documents (partnership, revision);
CREATE INDEX deleted_documents ON documents (partnership, deleted_at) WHERE deleted_at IS NOT NULL;

-- Who took which case out of the store.
CREATE TABLE exports (
    partnership text NOT NULL,
    id text NOT NULL,
    at timestamptz NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (partnership, id)
);
