-- What keeps history append-only on SQLite. One statement a paragraph; run again after every migrate, because a
-- rebuilt table loses its triggers without a word.

DROP TRIGGER IF EXISTS history_entry_no_update;

CREATE TRIGGER history_entry_no_update BEFORE UPDATE ON history_entry
BEGIN
    SELECT RAISE(ABORT, 'history is append-only: an entry cannot be changed');
END;

DROP TRIGGER IF EXISTS history_entry_no_delete;

CREATE TRIGGER history_entry_no_delete BEFORE DELETE ON history_entry
BEGIN
    SELECT RAISE(ABORT, 'history is append-only: an entry cannot be deleted');
END;

-- INSERT OR REPLACE deletes the row it replaces without asking the trigger above.

DROP TRIGGER IF EXISTS history_entry_no_replace;

CREATE TRIGGER history_entry_no_replace BEFORE INSERT ON history_entry
WHEN EXISTS (
    SELECT 1 FROM history_entry
    WHERE id = NEW.id OR (kind = NEW.kind AND subject_id = NEW.subject_id AND sequence = NEW.sequence)
)
BEGIN
    SELECT RAISE(ABORT, 'history is append-only: this place in the chain is taken');
END;

DROP TRIGGER IF EXISTS history_text_only_erase;

CREATE TRIGGER history_text_only_erase BEFORE UPDATE ON history_text
WHEN NOT (
    NEW.entry_id = OLD.entry_id AND OLD.text IS NOT NULL AND NEW.text IS NULL AND NEW.salt IS NULL
    AND NEW.erased_at IS NOT NULL AND NEW.erased_why <> ''
)
BEGIN
    SELECT RAISE(ABORT, 'history is append-only: a text can only be erased');
END;

DROP TRIGGER IF EXISTS history_text_no_delete;

CREATE TRIGGER history_text_no_delete BEFORE DELETE ON history_text
BEGIN
    SELECT RAISE(ABORT, 'history is append-only: a text cannot be deleted');
END;

DROP TRIGGER IF EXISTS history_text_no_replace;

CREATE TRIGGER history_text_no_replace BEFORE INSERT ON history_text
WHEN EXISTS (SELECT 1 FROM history_text WHERE entry_id = NEW.entry_id)
BEGIN
    SELECT RAISE(ABORT, 'history is append-only: this entry has its text');
END;

DROP TRIGGER IF EXISTS history_chain_only_grows;

CREATE TRIGGER history_chain_only_grows BEFORE UPDATE ON history_chain
WHEN NOT (
    NEW.id = OLD.id AND NEW.kind = OLD.kind AND NEW.subject_id = OLD.subject_id
    AND NEW.last_sequence = OLD.last_sequence + 1
)
BEGIN
    SELECT RAISE(ABORT, 'history is append-only: a chain only grows, one entry at a time');
END;

DROP TRIGGER IF EXISTS history_chain_no_delete;

CREATE TRIGGER history_chain_no_delete BEFORE DELETE ON history_chain
BEGIN
    SELECT RAISE(ABORT, 'history is append-only: a chain cannot be deleted');
END;
