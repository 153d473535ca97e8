"""The body of a call: what cannot be kept or told again is refused before anything reads it, and a text
that shows nothing is empty."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import DataAndFiles, JSONParser, MultiPartParser

from accounts.unseen import fields_seen, seen_within

SENTENCE = "Nothing was done: the body is not JSON that can be read here, {reason}."

FORM = "Nothing was done: the body is not a form with files that can be read. Send it as multipart."


class JsonParser(JSONParser):
    """As the framework's, with a sentence of the house, and a floor under how deep a body may nest."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            found = super().parse(stream, media_type, parser_context)
            # Half of a pair of surrogates is text in Python and nowhere else.
            json.dumps(found, ensure_ascii=False).encode()
            return seen_within(found)
        except ParseError as error:
            reason = str(error.detail).removeprefix("JSON parse error - ").rstrip(".")
            raise ParseError(SENTENCE.format(reason=_short(reason))) from None
        except RecursionError:
            raise ParseError(SENTENCE.format(reason="it nests too deep")) from None
        except UnicodeEncodeError:
            reason = r"it holds half of a character, such as \ud800"
            raise ParseError(SENTENCE.format(reason=reason)) from None


class FormParser(MultiPartParser):
    """Fields and files."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> DataAndFiles[Any, Any]:
        try:
            found = super().parse(stream, media_type, parser_context)
        except ParseError:
            raise ParseError(FORM, code="broken_form") from None
        return DataAndFiles(fields_seen(found.data), found.files)


def _short(reason: str) -> str:
    return reason[:1].lower() + reason[1:] if len(reason) <= 120 else "a number in it is too long"
