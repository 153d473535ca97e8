"""Parts of the published description that several endpoints share."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

Text = serializers.CharField


class ProblemErrorOut(serializers.Serializer[Any]):
    pointer = Text(required=False, help_text="JSON pointer into the body.")
    parameter = Text(required=False)
    code = Text()
    detail = Text()


class ProblemOut(serializers.Serializer[Any]):
    """Problem details as of RFC 9457."""

    type = Text()
    title = Text()
    status = serializers.IntegerField()
    detail = Text()
    instance = Text()
    code = Text(help_text="Stable.")
    errors = ProblemErrorOut(many=True)  # type: ignore[assignment]  # collected likewise
    request_id = Text()
    retryable = serializers.BooleanField(help_text="The same call may succeed later, unchanged.")


# With the codes that any call may be answered with, by status; a command's own are its refusals.
MEANINGS = {
    400: "The body is not valid JSON, holds NaN or a null byte: `broken_json`, `bad_request`. A form breaks"
    " off: `broken_form`.",
    401: "The token is missing, wrong, expired or revoked: `not_authenticated`.",
    403: "The client lacks the scope: `missing_scope`. It, or the person it names, may not do this.",
    404: "There is nothing at this address, or not for this client: `not_found`.",
    409: "It was changed since the version of `If-Match`: `changed_meanwhile`, or a code of the thing's own"
    " such as `transfer_changed_meanwhile`. Its status does not allow this. The key was used for other"
    " content: `call_key_reused`.",
    413: "More than 5,000 events or 5 MB: `too_large`.",
    415: "The body is encoded in a way that is not read here: `unsupported_media_type`.",
    422: "The content does not fit: `invalid`, and `errors` says what; there also `bad_if_match`,"
    " `bad_idempotency_key`, `bad_filter`. `If-Match` about what has no version: `no_version_here`; none"
    " where one is needed: `version_not_said`. Nobody active of the client's networks has the address:"
    " `person_unknown`. A rule is not kept: its own code.",
    429: "More calls than the client's limit: `quota_exceeded`; `Retry-After` says when to try again.",
}


# Heads of every answer to a client.
RATE_HEADERS = [
    OpenApiParameter(
        "RateLimit",
        str,
        OpenApiParameter.HEADER,
        response=True,
        description='What is left: `"ingest";r=58;t=12` is 58 calls, all of them again in 12 s.',
    ),
    OpenApiParameter(
        "RateLimit-Policy",
        str,
        OpenApiParameter.HEADER,
        response=True,
        description='The limit: `"ingest";q=600;w=60` is 600 calls in 60 s.',
    ),
    OpenApiParameter(
        "X-Request-ID",
        str,
        OpenApiParameter.HEADER,
        response=True,
        description="Name it when something is wrong. Sent along, it is taken over.",
    ),
]


def problems(*statuses: int) -> dict[tuple[int, str], Any]:
    """Problem documents (RFC 9457) by status."""
    return {
        (status, "application/problem+json"): OpenApiResponse(
            ProblemOut, description=MEANINGS[status]
        )
        for status in statuses
    }
