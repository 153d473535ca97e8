"""A draft and the rules published since it was made, laid together over what both were made from.

A rule that only one of the two changed is as that one says; so is the order. What both changed, and
not alike, is a clash: nobody but a person says which one is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exceptions.models import RoutingRule

ORDER = "order"
DRAFT, PUBLISHED = "draft", "published"
KEEPS = (DRAFT, PUBLISHED)

Rules = Sequence[RoutingRule]
Lines = dict[int, RoutingRule]


@dataclass(frozen=True, slots=True)
class Clash:
    """What both changed: a rule as it was, as the draft and as the published rules have it. None:
    not there. Of the order of the rules all three are None."""

    key: str
    base: RoutingRule | None = None
    draft: RoutingRule | None = None
    published: RoutingRule | None = None

    @property
    def named(self) -> str:
        """The rule by the name people know it by; "" for the order."""
        known = self.base or self.published or self.draft
        return known.name if known else ""


@dataclass(slots=True)
class Merged:
    """The rules that come out, the draft's own rows and published ones, in their order; what came
    from the published rules; what clashes, and of it what nobody has decided."""

    rules: list[RoutingRule] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    undecided: list[Clash] = field(default_factory=list)


def merge(base: Rules, draft: Rules, published: Rules, keep: Mapping[str, str]) -> Merged:
    """`keep` says "draft" or "published" by the key of each clash."""
    found = Merged()
    old, mine, theirs = _lines(base), _lines(draft), _lines(published)
    kept: Lines = {}
    for line in {**old, **theirs, **mine}:
        rule = _one(found, line, (old.get(line), mine.get(line), theirs.get(line)), keep)
        if rule is not None:
            kept[line] = rule
    order = _order(found, (list(old), list(mine), list(theirs)), keep)
    found.rules = [kept[line] for line in order if line in kept]
    return found


def _lines(rules: Rules) -> Lines:
    return {rule.line_number: rule for rule in rules}


def _one(
    found: Merged,
    line: int,
    three: tuple[RoutingRule | None, RoutingRule | None, RoutingRule | None],
    keep: Mapping[str, str],
) -> RoutingRule | None:
    """What becomes of one rule; notes what was taken and what clashes."""
    base, mine, theirs = three
    if said(theirs) in {said(base), said(mine)}:
        return mine
    known = theirs or base
    if said(mine) == said(base):
        found.taken.append(known.name if known else "")
        return theirs
    if _asked(found, Clash(f"rule-{line}", base, mine, theirs), keep) == PUBLISHED:
        found.taken.append(known.name if known else "")
        return theirs
    return mine


def _order(
    found: Merged, three: tuple[list[int], list[int], list[int]], keep: Mapping[str, str]
) -> list[int]:
    """All lines of both in one order; a line only one of them has follows the one before it there."""
    base, mine, theirs = three
    common = set(base) & set(mine) & set(theirs)
    was, now, then = ([line for line in lines if line in common] for lines in three)
    first, second = theirs, mine
    if now not in (was, then):
        clash = then != was
        if not clash or _asked(found, Clash(ORDER), keep) != PUBLISHED:
            first, second = mine, theirs
    order = list(first)
    for before, line in _with_the_one_before(second):
        if line not in order:
            order.insert(order.index(before) + 1 if before is not None else 0, line)
    return order


def _with_the_one_before(lines: Sequence[int]) -> Iterator[tuple[int | None, int]]:
    return zip((None, *lines), lines, strict=False)


def _asked(found: Merged, clash: Clash, keep: Mapping[str, str]) -> str:
    found.clashes.append(clash)
    decided = keep.get(clash.key, "")
    if decided not in KEEPS:
        found.undecided.append(clash)
    return decided


def said(rule: RoutingRule | None) -> object:
    """Everything a rule says but where it stands; None of one that is not there."""
    if rule is None:
        return None
    conditions = sorted(
        (
            one.fact,
            one.operator,
            tuple(one.choices),
            str(one.number),
            one.currency,
            one.place_id or 0,
        )
        for one in rule.conditions.all()
    )
    names = ("name", "queue_id", "owner_choice", "severity", "sla_minutes", "warn_minutes")
    return (*(getattr(rule, name) for name in names), rule.playbook_id, tuple(conditions))
