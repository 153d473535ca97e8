"""The database holds that a decision names who asked and wrote as its request does."""

from django.db import migrations

COPIES = """
CREATE OR REPLACE FUNCTION approvals_decision_copies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM approvals_approvalrequest r
        WHERE r.id = NEW.request_id
          AND r.asked_by_id IS NOT DISTINCT FROM NEW.asked_by_id
          AND r.authors = NEW.authors
    ) THEN
        RAISE EXCEPTION 'approvals_decision_copies: not who asked or wrote request %', NEW.request_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER approvals_decision_copies BEFORE INSERT ON approvals_decision
    FOR EACH ROW EXECUTE FUNCTION approvals_decision_copies();
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0003_authors_do_not_decide")]

    operations = [
        migrations.RunSQL(
            COPIES,
            "DROP TRIGGER IF EXISTS approvals_decision_copies ON approvals_decision;"
            "DROP FUNCTION IF EXISTS approvals_decision_copies();",
        ),
    ]
