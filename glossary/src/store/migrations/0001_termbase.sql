-- Facts: what was read, decided, written. Every change of them goes into `operation` and `change`.
-- Derived tables (at the end) can be emptied and made again at any time.

PRAGMA application_id = 1936225657; -- 'shuy'

-- Settings of the file, such as the working pair of languages.
CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The working pair: which language is explained by which.
INSERT INTO meta (key, value) VALUES ('source_lang', 'zh-CN'), ('target_lang', 'en');

-- A text that was read: its repaired body and the way back to the file.
CREATE TABLE text (
    id        INTEGER PRIMARY KEY,
    uid       TEXT NOT NULL UNIQUE, -- hash of the repaired body and the language
    name      TEXT NOT NULL,        -- path as given, with '/'
    lang      TEXT NOT NULL,
    encoding  TEXT NOT NULL,
    source    TEXT,                 -- publisher or occasion
    date      TEXT,                 -- YYYY, YYYY-MM or YYYY-MM-DD
    raw_hash  TEXT NOT NULL,        -- hash of the bytes of the file
    body      TEXT NOT NULL,
    map       BLOB NOT NULL,        -- body offset -> file offset, line, column
    report    TEXT NOT NULL,        -- what was repaired, as JSON
    aside     INTEGER               -- operation that took it out of use
) STRICT;
CREATE INDEX text_raw_hash ON text (raw_hash);
CREATE INDEX text_name ON text (name);

CREATE TABLE concept (
    id         INTEGER PRIMARY KEY,
    uid        TEXT NOT NULL UNIQUE, -- hash of language, first term, n-th homonym; never changed
    subject    TEXT,
    definition TEXT,
    note       TEXT,
    rev        INTEGER NOT NULL DEFAULT 0 -- counts changes; outside log and dump
) STRICT;

CREATE TABLE term (
    id             INTEGER PRIMARY KEY,
    uid            TEXT NOT NULL UNIQUE,
    concept_id     INTEGER NOT NULL REFERENCES concept (id),
    ordinal        INTEGER NOT NULL, -- place among the terms of the concept
    lang           TEXT NOT NULL,    -- BCP 47
    text           TEXT NOT NULL,
    pinyin         TEXT,
    part_of_speech TEXT NOT NULL,
    forbidden      INTEGER NOT NULL,
    note           TEXT
) STRICT;
CREATE INDEX term_concept ON term (concept_id, ordinal);

-- A period in which a term had a status, and who says so.
CREATE TABLE usage (
    id      INTEGER PRIMARY KEY,
    uid     TEXT NOT NULL UNIQUE,
    term_id INTEGER NOT NULL REFERENCES term (id),
    ordinal INTEGER NOT NULL,
    status  TEXT,
    since   TEXT,
    until   TEXT,
    source  TEXT
) STRICT;
CREATE INDEX usage_term ON usage (term_id, ordinal);

-- What the curator said of a term, whatever candidates come and go.
CREATE TABLE decision (
    id           INTEGER PRIMARY KEY,
    uid          TEXT NOT NULL UNIQUE,
    lang         TEXT NOT NULL,
    norm         TEXT NOT NULL,    -- normal form of the term
    norm_version INTEGER NOT NULL, -- version of the rules that made it
    term         TEXT NOT NULL,    -- as it was written
    verdict      TEXT NOT NULL,    -- accepted, rejected, later
    reason       TEXT
) STRICT;
CREATE INDEX decision_norm ON decision (norm);

-- A unit of the translation memory and its renderings.
CREATE TABLE unit (
    id      INTEGER PRIMARY KEY,
    uid     TEXT NOT NULL UNIQUE,
    origin  TEXT NOT NULL,  -- file or pair of texts it comes from
    ordinal INTEGER NOT NULL,
    score   REAL,           -- the aligner's trust in it
    data    TEXT NOT NULL,  -- dates, notes, props as JSON
    aside   INTEGER         -- operation that took it out of use
) STRICT;
CREATE INDEX unit_origin ON unit (origin, ordinal);

CREATE TABLE variant (
    id      INTEGER PRIMARY KEY,
    uid     TEXT NOT NULL UNIQUE,
    unit_id INTEGER NOT NULL REFERENCES unit (id),
    ordinal INTEGER NOT NULL,
    lang    TEXT NOT NULL,
    plain   TEXT NOT NULL,  -- the segment without inline elements
    data    TEXT NOT NULL   -- segment as typed runs, notes, props, as JSON
) STRICT;
CREATE INDEX variant_unit ON variant (unit_id, ordinal);

-- The log: one operation a command, one change a row.
CREATE TABLE operation (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL, -- seconds since 1970, UTC
    user    TEXT NOT NULL,
    command TEXT NOT NULL,
    undoes  INTEGER REFERENCES operation (id)
) STRICT;

-- before and after hold the columns that differ, as JSON by name; an inserted row has no before,
-- a deleted one no after.
CREATE TABLE change (
    id           INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    table_name   TEXT NOT NULL,
    uid          TEXT NOT NULL,
    owner        TEXT NOT NULL, -- uid of the concept, unit, text or decision the row is part of
    before       TEXT,
    after        TEXT
) STRICT;
CREATE INDEX change_operation ON change (operation_id);
CREATE INDEX change_owner ON change (owner);

-- Rows that were inserted together, too many to log one by one.
CREATE TABLE bulk (
    id           INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    table_name   TEXT NOT NULL,
    first_id     INTEGER NOT NULL,
    last_id      INTEGER NOT NULL
) STRICT;
CREATE INDEX bulk_operation ON bulk (operation_id);

-- Derived from here on: outside log, undo and dump.

CREATE TABLE candidate (
    norm          TEXT NOT NULL PRIMARY KEY,
    rank          INTEGER NOT NULL,
    term          TEXT NOT NULL,
    data          TEXT NOT NULL -- statistics, pinyin, suggestions as JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX candidate_rank ON candidate (rank);

CREATE TABLE occurrence (
    norm    TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    text_id INTEGER NOT NULL,
    start   INTEGER NOT NULL, -- bytes in the body
    end     INTEGER NOT NULL,
    PRIMARY KEY (norm, ordinal)
) STRICT, WITHOUT ROWID;

-- Keys by which terms are found: normal form, pinyin without tones, initials, word stems,
-- pairs of characters.
CREATE TABLE term_key (
    kind    INTEGER NOT NULL,
    key     TEXT NOT NULL,
    term_id INTEGER NOT NULL,
    PRIMARY KEY (kind, key, term_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX term_key_term ON term_key (term_id);
