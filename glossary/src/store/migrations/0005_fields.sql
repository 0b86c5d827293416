-- Whom and what an entry is for, who approved it, what it has to do with others; what a term is
-- beside the others of its concept, and sentences that use it.

ALTER TABLE concept ADD COLUMN customer TEXT;
ALTER TABLE concept ADD COLUMN project TEXT;
ALTER TABLE concept ADD COLUMN do_not_translate INTEGER NOT NULL DEFAULT 0;
ALTER TABLE concept ADD COLUMN approved_by TEXT;
ALTER TABLE concept ADD COLUMN related TEXT NOT NULL DEFAULT '[]'; -- relation and uid, as JSON
ALTER TABLE term ADD COLUMN term_type TEXT;
ALTER TABLE term ADD COLUMN contexts TEXT NOT NULL DEFAULT '[]'; -- text, translation, source, as JSON

-- What a decision on a candidate was made on, so that it is asked again only when there is more.
ALTER TABLE decision ADD COLUMN frequency INTEGER;
