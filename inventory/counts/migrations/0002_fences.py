"""What the database itself refuses: changed scans, and a decision by who counted the line."""

from django.db import migrations

from kernel.append_only import AppendOnly

OTHER_EYES = """
CREATE OR REPLACE FUNCTION counts_other_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.decided_by_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM counts_linecounter c
        WHERE c.line_id = NEW.id AND c.counter_id = NEW.decided_by_id
    ) THEN
        RAISE EXCEPTION 'counts_other_eyes: who counted line % may not decide on it', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER counts_other_eyes BEFORE INSERT OR UPDATE OF decided_by_id ON counts_countline
    FOR EACH ROW EXECUTE FUNCTION counts_other_eyes();
"""


class Migration(migrations.Migration):
    dependencies = [("counts", "0001_counts_parts_scans_lines")]

    operations = [
        AppendOnly("counts_countscan"),
        migrations.RunSQL(
            OTHER_EYES,
            "DROP TRIGGER IF EXISTS counts_other_eyes ON counts_countline;"
            "DROP FUNCTION IF EXISTS counts_other_eyes();",
        ),
    ]
