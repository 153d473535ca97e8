"""`manage.py audit verify|seal|restored|key`."""

import sys
from argparse import ArgumentTypeError
from datetime import UTC, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_date, parse_datetime

from audit.keys import new_pair
from audit.services.seals import note_restore, seal_entries
from audit.verify import Report, Window, verify
from kernel.clock import now
from kernel.errors import DomainError


class Command(BaseCommand):
    help = "Verify the audit trail, seal it by hand, note a restore, or make a signing key."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        check = verbs.add_parser("verify", help="Recompute the seals and name any damaged range.")
        check.add_argument("--from", dest="since", type=_start, help="Blocks sealed from then on.")
        check.add_argument("--to", dest="until", type=_end, help="Blocks sealed until then.")
        verbs.add_parser("seal", help="Seal now what waits.")
        restored = verbs.add_parser("restored", help="Go on after a restore.")
        restored.add_argument("--reason", required=True, help="Why it was restored.")
        verbs.add_parser("key", help="Print a new signing key and its public half.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
        except DomainError as error:
            raise CommandError(error.sentence) from error

    def _verify(self, options: dict[str, Any]) -> None:
        report = verify(window=Window(options["since"], options["until"]), progress=self._progress)
        if self._on_terminal():
            self.stderr.write("")
        self._tell(report)
        if not report.is_sound:
            sys.exit(1)

    def _seal(self, options: dict[str, Any]) -> None:
        blocks = seal_entries(at=now())
        self.stdout.write(f"{blocks} blocks sealed." if blocks != 1 else "1 block sealed.")

    def _restored(self, options: dict[str, Any]) -> None:
        number = note_restore(at=now(), reason=options["reason"])
        self.stdout.write(f"Noted. The trail goes on after block {number}.")

    def _key(self, options: dict[str, Any]) -> None:
        private, public = new_pair()
        self.stdout.write(f"PLUMBLINE_AUDIT_KEY={private}")
        self.stdout.write(f"PLUMBLINE_AUDIT_TRUSTED_KEYS={public}")

    def _tell(self, report: Report) -> None:
        for finding in report.findings:
            self.stdout.write(self.style.ERROR(f"{finding.code}: {finding.sentence}"))
        if report.more:
            self.stdout.write(self.style.ERROR(f"and {report.more} more findings"))
        for sentence in report.notes:
            self.stdout.write(sentence)
        word = "sound" if report.is_sound else "DAMAGED"
        self.stdout.write(
            f"{report.blocks:,} blocks, {report.rows:,} entries verified, "
            f"{report.waiting:,} waiting for a seal: {word}."
        )

    def _progress(self, done: int, total: int) -> None:
        if self._on_terminal():
            self.stderr.write(f"\r{done:,} of {total:,} entries", ending="")

    def _on_terminal(self) -> bool:
        return bool(getattr(self.stderr, "isatty", bool)())


def _start(text: str) -> datetime:
    return _moment(text, time.min)


def _end(text: str) -> datetime:
    return _moment(text, time.max)


def _moment(text: str, when_a_day: time) -> datetime:
    """A day, or a moment with its offset; without one it is UTC."""
    try:
        at = parse_datetime(text) if len(text) > 10 else None
        day = parse_date(text) if len(text) <= 10 else None
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is no date.") from error
    if at is None and day is None:
        raise ArgumentTypeError(f"{text} is no date; write 2026-11-20 or 2026-11-20T14:00+00:00.")
    found = at or datetime.combine(day, when_a_day)  # type: ignore[arg-type]
    return found if found.tzinfo else found.replace(tzinfo=UTC)
