"""Finding a SKU by the end of its code: what stands largest on a label. Needs pg_trgm, as parts of
names do.
"""

from django.db import migrations

CODE_PARTS = """
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm') THEN
        CREATE INDEX catalog_sku_code_parts ON catalog_sku USING gin (upper(code::text) gin_trgm_ops);
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_search_indexes")]

    operations = [
        migrations.RunSQL(CODE_PARTS, "DROP INDEX IF EXISTS catalog_sku_code_parts;"),
    ]
