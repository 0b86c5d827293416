-- Pinyin that was generated says how sure it is.

ALTER TABLE term ADD COLUMN pinyin_doubt TEXT; -- a letter a syllable: mono, agree, conflict, bare; null: a person's
CREATE INDEX term_doubtful ON term (concept_id, pinyin_doubt) WHERE pinyin_doubt GLOB '*[cb]*';

-- Terms are found by their characters in order of length, and by the middle of their pinyin; the
-- keys are made anew when the file is opened.
DELETE FROM term_key;
