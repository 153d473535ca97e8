"""The published description of the API."""

SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "Plumbline API",
    "VERSION": "1",
    "DESCRIPTION": (
        "One inventory truth: report events, read stock and movements.\n\n"
        "Each client calls with its own token (`Authorization: Bearer …`), sees the places it was"
        " given and nothing else, and has a limit of calls per minute (`RateLimit` headers). Errors"
        " are problem details (RFC 9457) with a stable `code`. Lists answer `results` and `next`;"
        " `next` goes back as `cursor`.\n\n"
        "Each call lists the codes it may answer by status, with what was not done and what to do; words"
        " in braces stand for the facts. A tool finds them as `x-codes`. Besides, any call may answer"
        " 400 `bad_request`, 404 `not_found`, 405 `method_not_allowed`, 406 `not_acceptable`, 411"
        " `length_required`, 413 `too_large`, 415 `unsupported_media_type`, 500 `internal_error` and 503"
        " `temporarily_unavailable`."
    ),
    "SERVE_INCLUDE_SCHEMA": False,
    # One way in for every operation, whichever class checks it.
    "AUTHENTICATION_WHITELIST": [],
    "SECURITY": [{"clientToken": []}],
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "clientToken": {
                "type": "http",
                "scheme": "bearer",
                "description": "The token of an API client. It is shown once, when it is made.",
            }
        }
    },
    "COMPONENT_SPLIT_REQUEST": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "ENUM_NAME_OVERRIDES": {
        "StateEnum": "inventory.intake.api.serializers.STATES",
        "EventTypeEnum": "inventory.intake.api.serializers.TYPES",
        "ApprovalStatusEnum": "approvals.models.ApprovalRequest.Status",
        "PolicyVersionStatusEnum": "approvals.api.policy_shapes.VERSION_STATUSES",
        "ApprovalStepStatusEnum": "approvals.api.serializers.STEP_STATUSES",
        "AdjustmentStatusEnum": "inventory.adjustments.models.Adjustment.Status",
        "CaseStatusEnum": "exceptions.models.Case.Status",
        "ReceiptStatusEnum": "inventory.receiving.api.serializers.STATUSES",
        "ShipmentStatusEnum": "inventory.transfers.models.Shipment.Status",
        "TransferStatusEnum": "inventory.transfers.models.Transfer.Status",
        "JobStatusEnum": "workbench.api.exports.STATUSES",
        "CountStatusEnum": "inventory.counts.api.serializers.STATUSES",
        "CountLineStatusEnum": "inventory.counts.api.serializers.LINE_STATUSES",
        "CountShelfStatusEnum": "inventory.counts.api.serializers.SHELF_STATUSES",
    },
    "TAGS": [
        {"name": "Events", "description": "What happened, told once."},
        {"name": "Stock", "description": "What is where, and how it came to be."},
        {"name": "Catalogue", "description": "SKUs and locations."},
        {"name": "Counts", "description": "What was seen on the shelf."},
    ],
    "SORT_OPERATIONS": False,
}
