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


MEANINGS = {
    400: "The body is not valid JSON, holds NaN or a null byte.",
    401: "The token is missing, wrong, expired or revoked.",
    403: "The client lacks the scope.",
    404: "There is nothing at this address.",
    409: "It was changed meanwhile, its status does not allow this, or the key was used before.",
    413: "More than 5,000 events or 5 MB.",
    415: "The body is encoded in a way that is not read here.",
    422: "The content does not fit; `code` and `errors` say what.",
    429: "More calls than the client's limit; `Retry-After` says when to try again.",
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
