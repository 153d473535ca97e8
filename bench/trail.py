"""A long audit trail by direct SQL: a million deeds of 20 people at 184 places, over 90 days."""

from django.db import connection

from accounts.models import User
from bench.bulk import Say

ROWS = 1_000_000
PEOPLE = 20

# Nine in ten rows have a place; one in ten was done by a client.
_ENTRIES = """
INSERT INTO audit_entry (recorded_at, occurred_at, actor_id, agent, on_behalf_of, ip, action,
                         subject_type, subject_id, subject_text, place_id, place_path, before, after,
                         reason, request_id, correlation_id)
SELECT at, at, CASE WHEN n %% 10 > 0 THEN 101 + n %% %(people)s END,
       CASE WHEN n %% 10 = 0 THEN 'client:till-' || n %% 184 ELSE '' END, '', '10.0.0.7',
       (ARRAY['catalog.sku.changed', 'catalog.sku.activated', 'inventory.waiting_event.fixed',
              'exceptions.case.opened', 'exceptions.case.closed', 'accounts.user.invited'])[1 + n %% 6],
       'catalog.sku', n %% 5435, 'sku-' || lpad((n %% 5435)::text, 6, '0') || ' Article',
       CASE WHEN n %% 9 > 0 THEN 2 + n %% 184 END,
       CASE WHEN n %% 9 > 0 THEN '/1/' || 2 + n %% 184 || '/' ELSE '' END,
       jsonb_build_object('name', 'Article ' || n), jsonb_build_object('name', 'Item ' || n), '',
       md5(n::text), md5((n / 10)::text)
FROM (SELECT n, now() - make_interval(secs => (%(rows)s - n) * 7.776) AS at
      FROM generate_series(1, %(rows)s) n) numbered
"""


def fill_trail(say: Say, rows: int = ROWS) -> None:
    """Write the people and their deeds; the places of `bulk.make_catalogue` must be there."""
    say(f"{rows:,} audit entries")
    User.objects.bulk_create(
        [
            User(pk=100 + n, email=f"person-{n}@example.com", name=f"Person {n}")
            for n in range(1, PEOPLE + 1)
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, {"people": PEOPLE, "rows": rows})
        cursor.execute("VACUUM (ANALYZE) audit_entry")
