"""Examples shown in the published description."""

from drf_spectacular.utils import OpenApiExample

EVENTS_TEXT = """
Each event is answered by itself, in the order sent, with status 200: `posted`, `duplicate` (known
with the same content, nothing happened), `conflict` (known with other content, nothing was posted and
somebody will look) or `rejected` (not posted; it waits whole, to be fixed, and is tried anew on each
delivery). Sending again is always safe: only a posted event takes its key.

The body may be sent with `Content-Encoding: gzip`.
""".strip()

EVENTS = [
    OpenApiExample(
        "A till's half hour",
        request_only=True,
        value={
            "events": [
                {
                    "key": "112-3-20261120-000481",
                    "type": "sale",
                    "sku": "5012345678900",
                    "location": "112",
                    "quantity": 2,
                    "occurred_at": "2026-11-20T14:31:07+00:00",
                    "reference": "R-88213",
                    "stream": "112-3",
                    "sequence": 481,
                },
                {
                    "key": "112-3-20261120-000482",
                    "type": "sale",
                    "sku": "NO-SUCH-SKU",
                    "location": "112",
                    "quantity": 1,
                    "occurred_at": "2026-11-20T14:32:40+00:00",
                },
            ]
        },
    ),
    OpenApiExample(
        "One posted, one waiting",
        response_only=True,
        status_codes=["200"],
        value={
            "results": [
                {"key": "112-3-20261120-000481", "status": "posted", "event_id": 900134},
                {
                    "key": "112-3-20261120-000482",
                    "status": "rejected",
                    "code": "unknown_sku",
                    "detail": "No SKU has the code or identifier NO-SUCH-SKU.",
                },
            ],
            "posted": 1,
            "duplicate": 0,
            "conflict": 0,
            "rejected": 1,
        },
    ),
    OpenApiExample(
        "Too many events",
        response_only=True,
        status_codes=["413"],
        media_type="application/problem+json",
        value={
            "type": "urn:plumbline:problem:too_many_events",
            "title": "Request Entity Too Large",
            "status": 413,
            "detail": "Nothing was read: one call carries at most 5000 events.",
            "instance": "/api/v1/events",
            "code": "too_many_events",
            "errors": [],
            "request_id": "0f3a6c1e9b7d4f2a",
            "retryable": False,
        },
    ),
]

STOCK = [
    OpenApiExample(
        "One SKU at one place",
        response_only=True,
        status_codes=["200"],
        value={
            "results": [
                {
                    "sku": "MK-2041-BLK-M",
                    "location": "112",
                    "receiving": 0,
                    "available": 4,
                    "reserved": 3,
                    "allocated": 0,
                    "damaged": 1,
                    "quarantined": 0,
                    "returned": 0,
                    "in_transit": 6,
                    "on_order": 0,
                    "on_hand": 8,
                    "sellable": 4,
                    "as_of": "2026-11-20T14:32:00Z",
                    "age_s": 84,
                    "settled": True,
                }
            ],
            "next": None,
            "unknown": {"sku": [], "location": []},
        },
    )
]
