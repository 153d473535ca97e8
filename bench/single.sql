\set sku random(1, :skus)
\set store random(1, :stores)
\set number random(1, 9000000000000)
BEGIN;
SELECT o.type, o.source_id, COALESCE(p.path, '') FROM intake_typeowner o LEFT JOIN accounts_place p ON p.id = o.place_id;
SELECT pg_current_xact_id()::text::bigint, set_config('statement_timeout', '30s', true), set_config('idle_in_transaction_session_timeout', '30s', true);
SELECT s.id, s.code, s.kind = 'kit', s.lifecycle, s.network_id, s.base_unit, '', s.lifecycle = 'active' FROM catalog_sku s WHERE s.code = ANY(ARRAY['sku-' || lpad(:sku::text, 6, '0')]);
SELECT p.id, p.code, l.lifecycle, p.path, split_part(p.path, '/', 2)::bigint, l.lifecycle = 'open' FROM accounts_place p JOIN catalog_location l ON l.place_id = p.id WHERE p.code = ANY(ARRAY['store-' || :store::text]);
SELECT key, id, digest, original_digest FROM ledger_event WHERE source_id = 1 AND key = ANY(ARRAY[:run::text || '-' || :client_id::text || '-' || :number::text]);
SELECT nextval('ledger_event_id_seq') AS event_id \gset
INSERT INTO ledger_event (xid, source_id, id, key, digest, type, state, sku_id, location_id, quantity, occurred_at, reference, reason, stream, raw, received_at) VALUES (pg_current_xact_id()::text::bigint, 1, :event_id, :run::text || '-' || :client_id::text || '-' || :number::text, sha256(:number::text::bytea), 4, 2, :sku, :store::bigint + 1, 1, now(), 'order-' || (:number::bigint / 3)::text, '', '', '{"key": "' || :number::text || '", "type": "sale", "sku": "sku-000001", "location": "store-1", "quantity": 1, "occurred_at": "2026-11-21T10:00:00+00:00", "reference": "order-1"}', now());
INSERT INTO ledger_movement (xid, event_id, sku_id, location_id, "end", to_location_id, to_end, quantity, occurred_at, reference) VALUES (pg_current_xact_id()::text::bigint, :event_id, :sku, :store::bigint + 1, 2, :store::bigint + 1, 22, 1, now(), 'order-' || (:number::bigint / 3)::text);
INSERT INTO ledger_stocklevel AS l (sku_id, location_id, available, below_zero_since, updated_at) VALUES (:sku, :store::bigint + 1, -1, now(), now()) ON CONFLICT (sku_id, location_id) DO UPDATE SET available = l.available + excluded.available, last_counted_at = GREATEST(l.last_counted_at, excluded.last_counted_at), below_zero_since = CASE WHEN LEAST(l.receiving, l.available + excluded.available, l.reserved, l.allocated, l.damaged, l.quarantined, l.returned, l.in_transit, l.on_order) < 0 THEN COALESCE(l.below_zero_since, now()) END, updated_at = now() RETURNING sku_id, location_id, last_counted_at;
INSERT INTO ledger_dirtysku (sku_id) VALUES (:sku);
WITH told AS (INSERT INTO intake_tally (source_id, client, at, received, posted, duplicate, conflict, rejected, lag_sum_s, lag_max_s, lag_counts, heard) VALUES (1, 'bench', now(), 1, 1, 0, 0, 0, 0, 0, '{1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0}', ARRAY[:store::bigint + 1])) SELECT w.id, w.key, w.digest, w.code, w.reverses FROM intake_waitingevent w WHERE w.source_id = 1 AND w.status = 'open' AND (w.key = ANY(ARRAY[:run::text || '-' || :client_id::text || '-' || :number::text]) OR (w.code = 'reverses_unknown' AND w.reverses = ANY(ARRAY[:run::text || '-' || :client_id::text || '-' || :number::text])));
COMMIT;
