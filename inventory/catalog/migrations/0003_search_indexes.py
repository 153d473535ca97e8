"""Finding SKUs among a million: by the beginning of a code, and by any part of a name.

Parts of names need the extension pg_trgm. It ships with PostgreSQL and its owner may create it; where
it is missing or forbidden the search still works, by the beginning of a name.
"""

from django.db import migrations

CODES = """
CREATE INDEX catalog_sku_code_begins ON catalog_sku (upper(code::text) text_pattern_ops);
"""

NAMES = """
DO $$ BEGIN
    BEGIN
        IF EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
            CREATE EXTENSION IF NOT EXISTS pg_trgm;
        END IF;
    EXCEPTION WHEN insufficient_privilege THEN
        RAISE NOTICE 'pg_trgm was not created: names are searched by their beginning only.';
    END;
    IF EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm') THEN
        CREATE INDEX catalog_sku_name_parts ON catalog_sku USING gin (upper(name::text) gin_trgm_ops);
    ELSE
        CREATE INDEX catalog_sku_name_begins ON catalog_sku (upper(name::text) text_pattern_ops);
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_versions")]

    operations = [
        migrations.RunSQL(CODES, "DROP INDEX catalog_sku_code_begins;"),
        migrations.RunSQL(
            NAMES,
            "DROP INDEX IF EXISTS catalog_sku_name_parts, catalog_sku_name_begins;",
        ),
    ]
