-- Texts come from documents, too, whose places are no lines: paragraphs, pages, cues.

ALTER TABLE text ADD COLUMN landmarks TEXT NOT NULL DEFAULT '[]'; -- offset before repair -> place, as JSON; empty: lines
