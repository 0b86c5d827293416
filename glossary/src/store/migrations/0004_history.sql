-- Operations are taken back only under the schema they were done under, since their changes name
-- its columns; 0 is every schema before this one.

ALTER TABLE operation ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

-- The last number that a row of a table was given. A number is given once, whatever is deleted
-- later, so that a row that comes back finds its own number free. Outside log and dump.
CREATE TABLE last_number (
    table_name TEXT NOT NULL PRIMARY KEY,
    number     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
