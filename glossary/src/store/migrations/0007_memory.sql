-- Memories of millions of units: no identifiers of variants, no second copy of plain text, and a
-- unit's identifier is made of all its texts, so that finding one that is there takes one look.
-- `unit_uid` is a function of ours over the texts with their languages, as JSON.

CREATE TEMP TABLE old_variant AS SELECT * FROM variant;
CREATE INDEX temp.old_variant_unit ON old_variant (unit_id, ordinal);
DROP TABLE variant;

CREATE TABLE new_unit (
    id      INTEGER PRIMARY KEY,
    uid     TEXT NOT NULL,
    origin  TEXT NOT NULL,    -- file or pair of texts it comes from
    ordinal INTEGER NOT NULL,
    score   REAL,             -- the aligner's trust in it
    data    TEXT NOT NULL,    -- its name in a file, dates, notes, props as JSON
    aside   INTEGER           -- operation that took it out of use
) STRICT;
INSERT INTO new_unit
    SELECT id,
           unit_uid((SELECT json_group_array(json_array(lang, plain)) FROM
                        (SELECT lang, plain FROM old_variant WHERE unit_id = unit.id ORDER BY ordinal))),
           origin, ordinal, score, data, aside
    FROM unit ORDER BY id;
DROP TABLE unit;
ALTER TABLE new_unit RENAME TO unit;
CREATE UNIQUE INDEX unit_uid ON unit (uid);
CREATE INDEX unit_origin ON unit (origin, ordinal);

CREATE TABLE variant (
    unit_id INTEGER NOT NULL REFERENCES unit (id),
    ordinal INTEGER NOT NULL,
    lang    TEXT NOT NULL,
    plain   TEXT NOT NULL, -- the segment without inline elements
    data    TEXT,          -- segment as typed runs, notes, props, as JSON; null: a plain segment alone
    PRIMARY KEY (unit_id, ordinal)
) STRICT, WITHOUT ROWID;
INSERT INTO variant
    SELECT unit_id, ordinal, lang, plain,
           nullif(data, json_object('lang', lang, 'segment',
                CASE plain WHEN '' THEN json_array() ELSE json_array(json_object('text', plain)) END))
    FROM old_variant ORDER BY unit_id, ordinal;
DROP TABLE old_variant;
