"""What is expected of a source: how far its clock may run ahead, how often it speaks, how late a
number may be.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from inventory.intake.errors import (
    ReasonMissing,
    SourceChanged,
    SourceSettingsSame,
    SourceSettingUnfit,
    UnknownSource,
)
from inventory.intake.policies import check_change_source
from inventory.ledger.models import Source
from kernel.plain import clean_text

# A day of seconds, a week of minutes: beyond them a clock is wrong and a feed is gone.
MOST_AHEAD_S = 86_400
MOST_MINUTES = 10_080


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """Seconds the clock may run ahead; minutes until silence is late (0: never) and a gap is told."""

    clock_tolerance_s: int
    interval_minutes: int
    gap_grace_minutes: int

    @classmethod
    def of(cls, source: Source) -> SourceSettings:
        return cls(source.clock_tolerance_s, source.interval_minutes, source.gap_grace_minutes)

    @property
    def fit(self) -> bool:
        return 0 <= self.clock_tolerance_s <= MOST_AHEAD_S and all(
            0 <= minutes <= MOST_MINUTES
            for minutes in (self.interval_minutes, self.gap_grace_minutes)
        )


@transaction.atomic
def change_source(
    *,
    code: str,
    settings: SourceSettings,
    reason: str,
    version: int,
    actor: User | None,
    at: datetime,
) -> Source:
    """Set what is expected of a source, from the next call and the next sweep on.

    What waits because it was dated ahead is replayed by hand; a late or gap case that no longer
    holds is closed by the next sweep.

    Refuses, in this order: SettingSourcesNotAllowed, SourceIsForAll, UnknownSource, SourceChanged,
    SourceSettingUnfit, SourceSettingsSame, ReasonMissing.
    """
    check_change_source(actor)
    source = Source.objects.select_for_update(of=("self",), no_key=True).filter(code=code).first()
    if source is None:
        raise UnknownSource(source=code)
    before = SourceSettings.of(source)
    _check(source, before, settings, reason=reason, version=version)
    for name, value in asdict(settings).items():
        setattr(source, name, value)
    source.version += 1
    source.save(update_fields=[*asdict(settings), "version"])
    record(
        "inventory.source.changed",
        source,
        actor=actor,
        at=at,
        before=asdict(before),
        after=asdict(settings),
        reason=clean_text(reason.strip(), longest=500),
    )
    return source


def _check(
    source: Source, before: SourceSettings, wanted: SourceSettings, *, reason: str, version: int
) -> None:
    if version != source.version:
        raise SourceChanged(source=source.name)
    if not wanted.fit:
        raise SourceSettingUnfit
    if wanted == before:
        raise SourceSettingsSame(source=source.name)
    if not reason.strip():
        raise ReasonMissing
