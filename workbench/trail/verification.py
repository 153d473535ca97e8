"""What a verification of the seal came to, in words. Only numbers of entries and times: the seal covers
every place, and whoever verifies it may see one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.models.place import covers_a_network
from audit.models import Entry
from audit.verify import Report
from workbench.errors import SealRangeUnknown
from workbench.trail.lines import who_of

KIND: Final = "audit.verify"
VERIFIED: Final = "audit.seal.verified"
# Blocks sealed in the last so many days; "" is all of them.
RANGES: Final[Mapping[str, Promise]] = {
    "": gettext_lazy("everything"),
    "30": gettext_lazy("sealed in the last 30 days"),
    "7": gettext_lazy("sealed in the last 7 days"),
}
# A trail damaged everywhere is told by its first findings; the command on the shell tells more.
FINDINGS_KEPT = 20


@dataclass(frozen=True, slots=True)
class Verification:
    """The last one, as its page shows it."""

    at: datetime
    who: str
    entry: Entry | None
    range: str
    badge: str
    tone: str
    sentence: str
    findings: list[str]
    more: int


def range_of(days: str) -> str:
    """Refuses SealRangeUnknown."""
    if days not in RANGES:
        raise SealRangeUnknown
    return days


def facts_of(report: Report, *, days: str) -> dict[str, Any]:
    """What the trail keeps of a verification."""
    return {
        "days": days,
        "blocks": report.blocks,
        "entries": report.rows,
        "waiting": report.waiting,
        "damages": len(report.findings) + report.more,
        "findings": [finding.sentence for finding in report.findings[:FINDINGS_KEPT]],
    }


def sentence_of(facts: Mapping[str, Any]) -> str:
    """The result in a sentence or two, with what to do."""
    if facts["damages"]:
        return _damage(facts)
    if not facts["blocks"]:
        return _("No block was sealed in this range, so nothing could be verified.")
    entries, blocks, waiting = facts["entries"], facts["blocks"], facts["waiting"]
    sound = _("%(entries)s verified in %(blocks)s, nothing was changed.") % {
        "entries": ngettext("%(n)s entry", "%(n)s entries", entries) % {"n": f"{entries:,}"},
        "blocks": ngettext("%(n)s block", "%(n)s blocks", blocks) % {"n": f"{blocks:,}"},
    }
    if not waiting:
        return sound
    newer = ngettext("%(n)s newer entry waits", "%(n)s newer entries wait", waiting)
    return _("%(sound)s %(newer)s for a seal.") % {
        "sound": sound,
        "newer": newer % {"n": f"{waiting:,}"},
    }


def last_verification(user: User) -> Verification | None:
    """The newest result, for somebody who may read the trail; without the name of a person whose deeds of
    no place are not theirs to read."""
    entries = Entry.objects.filter(action=VERIFIED).select_related("actor")
    entry = entries.order_by("-recorded_at", "-id").first()
    if entry is None:
        return None
    facts = entry.after or {}
    whole = covers_a_network(user)
    may_know = whole or entry.actor_id == user.pk
    badge, tone = _badge(facts)
    return Verification(
        at=entry.occurred_at,
        who=who_of(entry) if may_know else _("somebody of another place"),
        entry=entry if whole else None,
        range=str(RANGES[facts["days"]]),
        badge=badge,
        tone=tone,
        sentence=sentence_of(facts),
        findings=facts["findings"],
        more=facts["damages"] - len(facts["findings"]),
    )


def verdict_of(facts: Mapping[str, Any]) -> str:
    """A word that programs read: damaged, sound or nothing."""
    if facts["damages"]:
        return "damaged"
    return "sound" if facts["blocks"] else "nothing"


def _badge(facts: Mapping[str, Any]) -> tuple[str, str]:
    return {
        "damaged": (_("Damaged"), "bad"),
        "sound": (_("Sound"), "ok"),
        "nothing": (_("Nothing verified"), ""),
    }[verdict_of(facts)]


def _damage(facts: Mapping[str, Any]) -> str:
    others = facts["damages"] - 1
    more = ngettext("%(n)s more finding.", "%(n)s more findings.", others) % {"n": f"{others:,}"}
    parts = [
        _("The trail was damaged. %(first)s") % {"first": facts["findings"][0]},
        more if others else "",
        _("Keep the database and the anchor file as they are, and tell whoever runs Plumbline."),
    ]
    return " ".join(part for part in parts if part)
