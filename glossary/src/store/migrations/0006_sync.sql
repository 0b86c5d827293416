-- What a termbase is known by to others. A copy of the file has the same. Outside log and dump.
CREATE TABLE identity (
    value TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO identity VALUES (lower(hex(randomblob(16))));

-- With what this termbase was brought together, and how far the log of that was then: what it has
-- in common with another holds only where that one's log goes on from there. Outside log and dump.
CREATE TABLE peer (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE, -- path
    identity  TEXT,                 -- null: a dump in a file
    operation INTEGER,              -- the last one of its log
    log       TEXT                  -- hash of its log up to there
) STRICT;

-- What both had in common then.
CREATE TABLE peer_base (
    peer_id INTEGER NOT NULL REFERENCES peer (id),
    kind    TEXT NOT NULL,
    key     TEXT NOT NULL,
    fields  TEXT NOT NULL, -- pairs of name and value, as JSON
    PRIMARY KEY (peer_id, kind, key)
) STRICT, WITHOUT ROWID;
