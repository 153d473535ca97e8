"""A kind of import for tests: names of shelves, kept in a list instead of the books."""

import io
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.functional import lazystr

from tests.factories import NOON
from tests.workbench.jobs import noon
from workbench.imports import kinds
from workbench.imports.fields import Field, Kind
from workbench.imports.kinds import Checked, ImportKind, Option, Problem
from workbench.services.imports import apply_import, check_import, upload_import
from workbench.services.jobs import run_next_job


@dataclass
class Shelves:
    """What was written, and which names the books refuse."""

    written: list[tuple[str, int | None]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    breaks_after: int = 1000

    def check(self, batch):
        problems = [
            Problem(row.number, "name", "This shelf is taken.")
            for row in batch.rows
            if row["name"] in self.refused
        ]
        return Checked(problems, {"new": len(batch.rows)})

    def apply(self, batch):
        if len(self.written) >= self.breaks_after:
            raise ZeroDivisionError
        self.written += [(row["name"], row["size"]) for row in batch.rows]
        return {"created": len(batch.rows)}

    def register(self, chunk=1000):
        kinds.register(
            ImportKind(
                key="test-shelves",
                label=lazystr("Shelves"),
                about=lazystr("Names of shelves."),
                permission="catalog.import",
                fields=(
                    Field("name", "Name", required=True, aliases=("shelf",)),
                    Field("size", "Size", Kind.INTEGER, minimum=1),
                ),
                check=self.check,
                apply=self.apply,
                options=(Option("side", lazystr("Side"), lambda user: [("l", "Left")]),),
                chunk=chunk,
            )
        )
        return self


def upload(actor, text, *, name="shelves.csv", **facts):
    content = SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
    given = {"kind": "test-shelves", "options": {"side": "l"}, "at": NOON}
    return upload_import(name=name, content=content, actor=actor, **given | facts)


def checked(actor, text):
    """An upload after its dry run."""
    run = upload(actor, text)
    check_import(number=run.pk, mapping=run.mapping, actor=actor, at=NOON)
    run_next_job(clock=noon)
    return type(run).objects.get(pk=run.pk)


def applied(actor, text):
    """An upload, checked and applied."""
    run = checked(actor, text)
    apply_import(number=run.pk, actor=actor, at=NOON)
    run_next_job(clock=noon)
    return type(run).objects.get(pk=run.pk)


def text_of(stored):
    with stored.file.open("rb") as content:
        return io.TextIOWrapper(content, "utf-8-sig").read()
