-- What was aligned and saved, so that a folder need not be aligned again for what did not change.
-- Derived: outside log, undo and dump.
CREATE TABLE alignment (
    origin      TEXT NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL,    -- hash of the files and of how they were to be read
    asked       REAL,             -- score below which nothing is left to be asked about; null: not reviewed
    operation   INTEGER NOT NULL  -- the newest operation then
) STRICT, WITHOUT ROWID;
