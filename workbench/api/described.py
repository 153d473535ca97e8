"""Parts of the published description that several endpoints share."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from accounts.api.parsers import FormParser, JsonParser
from workbench.api.refusals import codes_of, refusals_by, refusals_of_each
from workbench.errors import NoVersionHere

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
    400: "The call cannot be read.",
    401: "The token is missing, wrong, expired or revoked.",
    403: "The client, or the person it names, may not do this.",
    404: "There is nothing at this address, or not for this client.",
    409: "It was changed meanwhile, its status does not allow this, or the key was used for another call.",
    413: "The body is too large.",
    415: "The body is encoded in a way that is not read here.",
    422: "The content does not fit, or a rule is not kept.",
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


# What the door answers before an endpoint is asked, and the content that does not fit.
USUAL: dict[str, dict[str, str]] = {
    "400": {
        "broken_json": "Nothing was done: the body is no valid JSON, or holds NaN or a null byte. Correct it.",
        "broken_form": "Nothing was done: the form breaks off, or is too large. Send it again whole.",
        "bad_request": "Nothing was done: the request could not be read.",
    },
    "401": {
        "not_authenticated": "Nothing was done. Send a token that is known and has not expired."
    },
    "403": {"missing_scope": "Nothing was done: the client lacks the scope that `detail` names."},
    "404": {
        "not_found": "There is nothing at this address, or it is outside this client's places."
    },
    "422": {
        "invalid": "Nothing was done: `errors` names each field or parameter that does not fit, and why."
    },
    "429": {"quota_exceeded": "Nothing was done. Send it again after `Retry-After` seconds."},
}


class DescribedSchema(AutoSchema):
    """An operation whose problems list the codes it may answer, each with its sentence."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is not None:
            view, answers = type(self.view), operation["responses"]
            for status, codes in _told(view, self.method, answers).items():
                _tell(answers[status], codes)
                # Nothing was changed, so there is no version after it.
                answers[status].get("headers", {}).pop("ETag", None)
            if each := refusals_of_each(view):
                codes = {code: text for one in each for code, text in codes_of(one).items()}
                _tell(answers["200"], codes, "One that is left carries one of these codes:")
        return operation


def _told(view: type[Any], method: str, answers: Collection[str]) -> dict[str, dict[str, str]]:
    """Codes with their sentences, by status. Raises LookupError for a refusal whose status is none of the
    answers described."""
    found = {status: dict(codes) for status, codes in USUAL.items() if status in answers}
    if JsonParser not in view.parser_classes:
        found.get("400", {}).pop("broken_json", None)
    if FormParser not in view.parser_classes:
        found.get("400", {}).pop("broken_form", None)
    refusals = refusals_by(view, method)
    if method == "POST" and not getattr(view, "if_match", True):
        refusals.append(NoVersionHere)
    for refusal in refusals:
        status = str(refusal.http_status)
        if status not in answers:
            raise LookupError(
                f"{view.__name__} refuses {refusal.__name__}, and describes no {status}."
            )
        found.setdefault(status, {}).update(codes_of(refusal))
    return found


def _tell(answer: dict[str, Any], codes: Mapping[str, str], words: str = "") -> None:
    """List the codes at an answer."""
    rows = "\n".join(f"- `{code}`: {sentence}" for code, sentence in codes.items())
    said = (answer["description"], words, rows)
    answer["description"] = "\n\n".join(part for part in said if part)
    answer["x-codes"] = list(codes)
