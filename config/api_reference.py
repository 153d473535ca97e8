"""The description of the API as a page reads it: operations with their fields, resolved and in order.

Own drawing instead of a viewer from elsewhere: it follows the theme, prints, needs no script, and the
content policy of every other page holds for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

METHODS = ("get", "post", "put", "patch", "delete")
CODE = re.compile(r"`([^`]+)`")
DEEPEST = 4

Json = Mapping[str, Any]
NONE: Json = {}
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, or of code."""

    text: str
    code: bool


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: str
    required: bool
    text: list[Piece]
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    title: str
    text: str


@dataclass(slots=True)
class Answer:
    status: str
    text: list[Piece]
    kind: str
    # Each with what was not done and what to do.
    codes: list[list[Piece]] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)


@dataclass(slots=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    paragraphs: list[list[Piece]]
    parameters: list[Field]
    body: list[Field]
    body_examples: list[Example]
    answers: list[Answer]


@dataclass(slots=True)
class Group:
    name: str
    text: str
    operations: list[Operation] = field(default_factory=list)

    @property
    def key(self) -> str:
        """As its page is asked for."""
        return slugify(self.name)


def groups_of(document: Json) -> list[Group]:
    """The operations by tag, in the order the document names the tags."""
    groups = {
        tag["name"]: Group(tag["name"], tag.get("description", ""))
        for tag in document.get("tags", ())
    }
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                operation = _operation(document, path, method, item[method])
                tag = (item[method].get("tags") or [""])[0]
                groups.setdefault(tag, Group(tag, "")).operations.append(operation)
    return [group for group in groups.values() if group.operations]


def paragraphs(text: str) -> list[list[Piece]]:
    """Text in paragraphs, with what stands in backticks as code."""
    return [_pieces(" ".join(part.split())) for part in text.split("\n\n") if part.strip()]


def _pieces(text: str) -> list[Piece]:
    parts = CODE.split(text)
    return [Piece(part, number % 2 == 1) for number, part in enumerate(parts) if part]


def _operation(document: Json, path: str, method: str, described: Json) -> Operation:
    body: Json = described.get("requestBody", NONE).get("content", NONE).get(JSON, NONE)
    parameters = [one for one in described.get("parameters", ()) if one["in"] != "header"]
    return Operation(
        id=described["operationId"],
        method=method.upper(),
        path=path,
        summary=described.get("summary", ""),
        paragraphs=paragraphs(described.get("description", "")),
        parameters=[_parameter(document, one) for one in parameters],
        body=list(_fields(document, body.get("schema", NONE))),
        body_examples=_examples(body),
        answers=[
            _answer(document, status, one) for status, one in sorted(described["responses"].items())
        ],
    )


def _parameter(document: Json, described: Json) -> Field:
    kind = _kind(document, described["schema"])
    text = _pieces(described.get("description", ""))
    return Field(described["name"], kind, described.get("required", False), text)


def _answer(document: Json, status: str, described: Json) -> Answer:
    content = described.get("content", NONE)
    kind, media = next(iter(content.items()), ("", NONE))
    # The codes are a list below the sentence, as the document writes lists.
    text, *codes = described.get("description", "").split("\n- ")
    told = [_pieces(code) for code in codes]
    answer = Answer(status, _pieces(text), kind, told, examples=_examples(media))
    if kind == JSON:
        answer.fields = list(_fields(document, media.get("schema", NONE), answered=True))
    return answer


def _examples(media: Json) -> list[Example]:
    return [
        Example(one.get("summary", name), json.dumps(one["value"], indent=2, ensure_ascii=False))
        for name, one in media.get("examples", NONE).items()
    ]


def _fields(
    document: Json, schema: Json, *, answered: bool = False, depth: int = 0
) -> Iterator[Field]:
    """The fields of an object and, indented, of the objects within it. An answer needs none."""
    schema = _resolved(document, schema)
    required = set() if answered else set(schema.get("required", ()))
    for name, described in schema.get("properties", NONE).items():
        inner = _resolved(document, described)
        text = _pieces(described.get("description") or "")
        yield Field(name, _kind(document, described), name in required, text, depth)
        if depth < DEEPEST:
            within = inner.get("items", inner)
            yield from _fields(document, within, answered=answered, depth=depth + 1)


def _resolved(document: Json, schema: Json) -> Json:
    """What a reference, alone or wrapped to carry a description, stands for."""
    for one in (schema, *schema.get("allOf", ()), *schema.get("oneOf", ())):
        if "$ref" in one:
            name = one["$ref"].rsplit("/", 1)[-1]
            found: Json = document["components"]["schemas"][name]
            return found
    return schema


def _kind(document: Json, schema: Json) -> str:
    found = _resolved(document, schema)
    if "enum" in found:
        return " | ".join(str(value) for value in found["enum"] if value not in ("", None))
    kind = found.get("type", "object")
    kinds = [str(one) for one in (kind if isinstance(kind, list) else [kind])]
    if "array" in kinds:
        return f"list of {_kind(document, found.get('items', {}))}"
    return " or ".join(
        found["format"] if one == "string" and "format" in found else one for one in kinds
    )
