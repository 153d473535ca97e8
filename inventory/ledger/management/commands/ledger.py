"""`manage.py ledger verify` and `manage.py ledger rebuild`."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from itertools import islice
from time import monotonic
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError

from inventory.catalog.models import Location, Sku
from inventory.ledger.upkeep.nightly import check_ledger
from inventory.ledger.upkeep.rebuild import rebuild
from inventory.ledger.verify.levels import LevelDifference
from inventory.ledger.verify.run import Difference, verify
from kernel.clock import now

SHOWN = 100
SECONDS_BETWEEN_LINES = 5

Row = TypeVar("Row")


class Command(BaseCommand):
    help = "Verify the ledger against its invariants, or rebuild stock levels from movements."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        verifying = actions.add_parser("verify", help="Exit 1 and name what does not hold.")
        verifying.add_argument(
            "--open-cases", action="store_true", help="Keep one open case per difference."
        )
        rebuilding = actions.add_parser("rebuild", help="Set levels to the sum of movements.")
        rebuilding.add_argument("--sku", action="append", metavar="CODE", help="Only this SKU.")
        rebuilding.add_argument("--dry-run", action="store_true", help="Show, write nothing.")
        for action in (verifying, rebuilding):
            action.add_argument("--quiet", action="store_true", help="No progress.")

    def handle(self, *_args: Any, **options: Any) -> None:
        self.quiet: bool = options["quiet"]
        self.started = self.said = monotonic()
        if options["action"] == "verify":
            self._verify(open_cases=options["open_cases"])
        else:
            self._rebuild(codes=options["sku"], dry_run=options["dry_run"])

    def _verify(self, *, open_cases: bool) -> None:
        shown, more = (
            self._checked() if open_cases else _first(verify(at=now(), progress=self._say))
        )
        for text in _named(shown):
            self.stdout.write(text)
        found = len(shown) + more
        if found:
            raise CommandError(f"{found:,} differences, {len(shown):,} shown.", returncode=1)
        self.stdout.write(f"The ledger holds ({self._seconds()}).")

    def _checked(self) -> tuple[list[Difference], int]:
        checked = check_ledger(at=now(), progress=self._say)
        if checked is None:
            raise CommandError("Another check is running.", returncode=2)
        self.stdout.write(f"{checked.opened:,} cases opened, {checked.closed:,} closed.")
        return _first(iter(checked.found))

    def _rebuild(self, *, codes: list[str] | None, dry_run: bool) -> None:
        found = rebuild(
            at=now(),
            sku_ids=None if codes is None else _sku_ids(codes),
            dry_run=dry_run,
            progress=lambda done, of: self._say("movements", done, of),
        )
        shown, more = _first(found)
        for text in _level_lines(shown):
            self.stdout.write(text)
        verb = "would be" if dry_run else "were"
        self.stdout.write(f"{len(shown) + more:,} levels {verb} corrected ({self._seconds()}).")

    def _say(self, what: str, done: int, of: int) -> None:
        """A line now and then, on the error stream: the answer stays clean."""
        if not self.quiet and monotonic() - self.said >= SECONDS_BETWEEN_LINES:
            self.said = monotonic()
            self.stderr.write(f"{what}: {min(done, of):,} of about {of:,}")

    def _seconds(self) -> str:
        return f"{monotonic() - self.started:,.1f} s"


def _first(rows: Iterator[Row]) -> tuple[list[Row], int]:
    """The rows to show, and how many more there are; memory stays bounded."""
    return list(islice(rows, SHOWN)), sum(1 for _ in rows)


def _sku_ids(codes: list[str]) -> list[int]:
    found = dict(Sku.objects.filter(code__in=codes).values_list("code", "pk"))
    unknown = sorted(set(codes) - found.keys())
    if unknown:
        raise CommandError(f"No SKU has the code {', '.join(unknown)}.")
    return list(found.values())


def _named(found: list[Difference]) -> Iterator[str]:
    skus = _sku_codes({one.sku_id for one in found})
    locations = _location_codes({one.location_id for one in found})
    for one in found:
        names = [skus.get(one.sku_id, f"SKU number {one.sku_id}")] if one.sku_id else []
        if one.location_id:
            names.append(locations.get(one.location_id, f"location number {one.location_id}"))
        about = f" {' at '.join(names)}:" if names else ""
        yield f"[{one.check}]{about} {one.text}"


def _level_lines(found: list[LevelDifference]) -> Iterator[str]:
    skus = _sku_codes({one.sku_id for one in found})
    locations = _location_codes({one.location_id for one in found})
    for one in found:
        said = [f"{state} {old:,} → {new:,}" for state, (old, new) in one.changes.items()]
        said += ["row was missing"] if one.level is None else []
        said += [] if one.knows_count else ["count was unknown"]
        yield (
            f"{skus.get(one.sku_id, one.sku_id)} at {locations.get(one.location_id, one.location_id)}:"
            f" {', '.join(said) or 'mark of below zero'}"
        )


def _sku_codes(ids: Iterable[int | None]) -> dict[int | None, str]:
    return dict(Sku.objects.filter(pk__in=[pk for pk in ids if pk]).values_list("pk", "code"))


def _location_codes(ids: Iterable[int | None]) -> dict[int | None, str]:
    locations = Location.objects.filter(pk__in=[pk for pk in ids if pk])
    return dict(locations.values_list("pk", "place__code"))
