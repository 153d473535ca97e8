"""Things of the other side, as somebody who knows their ids would slip them into a form."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.apps import apps
from django.db import connection, models

from tests.forms.read import Field
from tests.forms.written import Row, mark, texts
from tests.security.world import HOARD, MARK, World

# Of the whole installation, whoever made them: naming one names nothing foreign.
EVERYBODYS = {
    "accounts.calendar", "accounts.team", "exceptions.playbook", "exceptions.playbookstep",
    "exceptions.queue", "exceptions.resolutioncode", "exceptions.routingrule", "exceptions.ruleset",
    "auth.group", "auth.permission", "contenttypes.contenttype", "ledger.source", "adjustments.reason",
}  # fmt: skip
# By design: a transfer may come from, or go to, any place of the network, when its other end is one's own.
OPEN = {("transfers_transfer", "from_location_id"), ("transfers_transfer", "to_location_id")}
SECRETS = (MARK.lower(), str(HOARD), f"{HOARD:,}", "203.0.113.77")
NUMBERED = re.compile(r"(?:.*-)?(?=\d+$)")
# Fields that name nothing: numbers, words of a vocabulary, what somebody says.
PLAIN_KINDS = {"number", "date", "datetime-local", "file"}
PLAIN = re.compile(
    r"[cs]\d-.+|(line|n|version)-\d+|op_.+|val_(?!place).+|form_key|csrfmiddlewaretoken|version|seen|reason|note|note_text|"
    r"words|title|name|label|amount|currency|cur_value|time_zone|theme|density|roles|scopes|states?|"
    r"to_state|direction|effect|kind|type|base_unit|unit|unit_cost|factor|quantity|sequence|band|"
    r"confirm_limit|more|may_lower|sample_percent|is_active|needs_.+|on_.+|severity|until|verdict|rest|"
    r"direct|was_scanned|replay|all|single_key_shortcuts|owner_choice|scheme|reason_code|occurred_at|typed|"
    r"on|next|source|source_code|stream|sender|format|every|confirmed|step|evidence|result|queue|playbook"
)


@dataclass
class Foreign:
    """Every row of the other side, by table, and how each kind of thing is named."""

    world: World
    rows: dict[str, set[Any]] = field(default_factory=dict)

    def values_for(self, one: Field) -> list[str]:
        """What of the other side a field of that name could name; everything, where nothing is known."""
        if one.kind in PLAIN_KINDS or PLAIN.fullmatch(one.name):
            return []
        fitting = FITTING.get(one.name) or FITTING.get(one.name.rstrip("0123456789"))
        makers = (fitting,) if fitting else dict.fromkeys(FITTING.values())
        return list(dict.fromkeys(str(value) for maker in makers for value in maker(self.world)))

    def numbers_for(self, one: Field) -> list[str]:
        """Names of fields that carry the number of a foreign row in place of the near one's."""
        prefix = NUMBERED.match(one.name)
        if not prefix or not prefix[0]:
            return []
        return [f"{prefix[0]}{pk}" for pk in sorted(numbers(self.world))[:6]]

    def touched_by(self, table: str, row: Row, said: str) -> Iterator[str]:
        """Why a row that was written is about something foreign."""
        model = MODELS.get(table)
        if model is None:
            return
        if row.get(model._meta.pk.column) in self.rows.get(table, ()):
            yield f"changed a foreign row of {table}"
        for one in model._meta.concrete_fields:
            if isinstance(one, models.ForeignKey):
                known = self.rows.get(one.related_model._meta.db_table, ())
                if row[one.column] in known and (table, one.column) not in OPEN:
                    yield f"wrote {table}.{one.column} = {row[one.column]}, which is foreign"
        about = apps.all_models.get(str(row.get("subject_type", "")).partition(".")[0], {})
        subject = about.get(str(row.get("subject_type", "")).partition(".")[2])
        if subject and str(row["subject_id"]) in map(
            str, self.rows.get(subject._meta.db_table, ())
        ):
            yield f"wrote {table} about a foreign {row['subject_type']}"
        if found := secrets_in(" ".join(texts(row)), said):
            yield f"wrote {found} to {table}"


MODELS = {one._meta.db_table: one for one in apps.get_models(include_auto_created=True)}


def people(world: World) -> list[Any]:
    person = world.stranger
    return [person.email, person.pk, person.name]


def places(world: World) -> list[Any]:
    return [world.far_store.code, world.south.code, world.far_store.place_id, world.south.pk]


def locations(world: World) -> list[Any]:
    return [world.far_store.code, world.far_store.pk]


def skus(world: World) -> list[Any]:
    return [world.far_sku.code, world.far_sku.pk]


def lines(world: World) -> list[Any]:
    return [f"{world.far_sku.code} x 1", f"Shelf: {world.far_sku.code}"]


def documents(world: World) -> list[Any]:
    return sorted({one.reference for one in world.made.values() if hasattr(one, "reference")})


def cases(world: World) -> list[Any]:
    return [reference for reference in documents(world) if reference.startswith("CS-")]


def keys(world: World) -> list[Any]:
    return ["far-1", *documents(world)[:2]]


def numbers(world: World) -> set[int]:
    """Primary keys of the other side."""
    made = [one.pk for one in world.made.values() if hasattr(one, "pk")]
    return {pk for pk in made if isinstance(pk, int)}


def networks(world: World) -> list[Any]:
    return [world.abroad.code, world.abroad.pk]


def queries(world: World) -> list[Any]:
    return [f"location={world.far_store.code}", f"place={world.south.code}", f"q={MARK}"]


def mentions(world: World) -> list[Any]:
    return [f"@{world.stranger.name} hello"]


Maker = Callable[[World], list[Any]]
FITTING: dict[str, Maker] = {
    **dict.fromkeys(
        ("person", "deputy", "manager", "owner", "members", "from", "to", "email"), people
    ),
    **dict.fromkeys(("place", "places", "parent", "val_place", "within", "place_code"), places),
    **dict.fromkeys(("location", "origin", "destination", "to_location"), locations),
    **dict.fromkeys(("sku", "value"), skus),
    **dict.fromkeys(("lines", "components", "instead", "shelves"), lines),
    **dict.fromkeys(("other", "case"), cases),
    **dict.fromkeys(("reference", "reverses", "document"), keys),
    "id": documents,
    **dict.fromkeys(
        ("subject_id", "line", "scan", "lines-", "n-"), lambda world: sorted(numbers(world))
    ),
    "category": lambda world: ["far", world.far_sku.pk],
    "network": networks,
    "query": queries,
    "text": mentions,
    "code": lambda world: [world.far_store.code, world.far_sku.code],
}


def secrets_in(text: str, said: str) -> list[str]:
    """Secrets of the other side in a text, beside what was typed, in whole or a mention of it."""
    text = text.lower()
    named = [word for word in said.split() if word.startswith("@")]
    for typed in (said, escape(said), *named):
        text = text.replace(typed.lower(), "") if typed else text
    return [secret for secret in SECRETS if secret in text]


def rows_between(first: int, last: int) -> dict[str, set[Any]]:
    """What was written between two marks, by table: primary keys."""
    found: dict[str, set[Any]] = {}
    for table, model in MODELS.items():
        # Rows with a key of several columns are known by what they point to.
        if model._meta.label_lower in EVERYBODYS or model._meta.pk.column is None:
            continue
        name, pk = connection.ops.quote_name(table), model._meta.pk.column
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT to_jsonb({pk}) FROM {name} t WHERE xmin::text::bigint BETWEEN %s AND %s",
                [first, last],
            )
            found[table] = {json.loads(row[0]) for row in cursor.fetchall()}
    return found


def everything_foreign(world: World, samples: list[Callable[[World], Any]]) -> Foreign:
    """Make what the samples make, and know all of it as foreign, save what both sides share."""
    first = mark()
    for sample in samples:
        sample(world)
    found = Foreign(world, rows_between(first, mark()))
    for one in (world.network, world.north, world.store.place, world.store, world.sku):
        found.rows.get(one._meta.db_table, set()).discard(one.pk)
    base = (world.south, world.abroad, world.far_store.place, world.far_store, world.far_sku)
    for one in (*base, world.stranger):
        found.rows.setdefault(one._meta.db_table, set()).add(one.pk)
    return found
