"""Every field of every form, saying what no honest page sends: never a failure; what is refused says why
and writes nothing; what is taken can be shown.

Walked: each form of the collection (tests/forms/collect.py), each of its fields alone, the rest as a person
would send it. A usual run tries a few values of each field, drawn by a seed that a failure names;
`--every-value` tries all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Any

from django.db import transaction

from tests.forms.collect import Walked
from tests.forms.hostile import faults_of, named, unprintable, values_of, with_value
from tests.forms.read import Form
from tests.forms.written import Ledger, Sheet, texts

FEW = 1
FEWEST_FORMS, FEWEST_FIELDS = 120, 600
# The framework's own; and rows of a policy beyond the first, which a usual run leaves out.
KEYS, MORE_ROWS = re.compile("csrfmiddlewaretoken"), re.compile(r"csrfmiddlewaretoken|[cs][1-9]-.+")


def test_no_value_breaks_a_form(walked: Walked, walk_seed: int, every_value: bool) -> None:
    ledger, wrong, fields = Ledger(), [], 0
    few, left_out = (0, KEYS) if every_value else (FEW, MORE_ROWS)
    for form in walked.forms.values():
        for name in (name for name in form.fields if not left_out.fullmatch(name)):
            fields += 1
            random = Random(f"{walk_seed} {form.view} {name}")
            for value in values_of(form.fields[name], few, random):
                found = tried(walked, ledger, form, name, value)
                wrong += [f"{form.view} {name}={named(value)}: {fault}" for fault in found]

    assert not wrong, f"seed {walk_seed}\n" + "\n".join(wrong)
    assert len(walked.forms) >= FEWEST_FORMS
    assert fields >= FEWEST_FIELDS


def tried(walked: Walked, ledger: Ledger, form: Form, name: str, value: Any) -> list[str]:
    """What is wrong with the answer to one form with one strange value, and with what it wrote."""
    with transaction.atomic():
        sheet = ledger.sheet()
        answer = walked.client.post(form.address, with_value(walked.filled(form), name, value))
        found = [*faults_of(answer), *written_by(answer, sheet)]
        transaction.set_rollback(True)
    return found


def written_by(answer: Any, sheet: Sheet) -> Iterator[str]:
    tables = sheet.tables()
    if answer.status_code >= 400:
        yield from (f"answers {answer.status_code}, and wrote {table}" for table in tables)
        return
    for table, row in sheet.rows(tables):
        for text in texts(row):
            if sign := unprintable(text):
                yield f"wrote {sign!r} to {table}"
