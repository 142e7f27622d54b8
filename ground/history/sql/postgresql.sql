-- What keeps history append-only on PostgreSQL. One statement a paragraph; run again after every migrate.

CREATE OR REPLACE FUNCTION history_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'history is append-only: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE OR REPLACE TRIGGER history_entry_no_update BEFORE UPDATE ON history_entry
    FOR EACH ROW EXECUTE FUNCTION history_refuse();

CREATE OR REPLACE TRIGGER history_entry_no_delete BEFORE DELETE ON history_entry
    FOR EACH ROW EXECUTE FUNCTION history_refuse();

CREATE OR REPLACE TRIGGER history_entry_no_truncate BEFORE TRUNCATE ON history_entry
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse();

CREATE OR REPLACE TRIGGER history_text_only_erase BEFORE UPDATE ON history_text
    FOR EACH ROW WHEN (NOT (
        NEW.entry_id = OLD.entry_id AND OLD.text IS NOT NULL AND NEW.text IS NULL AND NEW.salt IS NULL
        AND NEW.erased_at IS NOT NULL AND NEW.erased_why <> ''
    ))
    EXECUTE FUNCTION history_refuse();

CREATE OR REPLACE TRIGGER history_text_no_delete BEFORE DELETE ON history_text
    FOR EACH ROW EXECUTE FUNCTION history_refuse();

CREATE OR REPLACE TRIGGER history_text_no_truncate BEFORE TRUNCATE ON history_text
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse();

CREATE OR REPLACE TRIGGER history_chain_only_grows BEFORE UPDATE ON history_chain
    FOR EACH ROW WHEN (NOT (
        NEW.id = OLD.id AND NEW.kind = OLD.kind AND NEW.subject_id = OLD.subject_id
        AND NEW.last_sequence = OLD.last_sequence + 1
    ))
    EXECUTE FUNCTION history_refuse();

CREATE OR REPLACE TRIGGER history_chain_no_delete BEFORE DELETE ON history_chain
    FOR EACH ROW EXECUTE FUNCTION history_refuse();

CREATE OR REPLACE TRIGGER history_chain_no_truncate BEFORE TRUNCATE ON history_chain
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse();
