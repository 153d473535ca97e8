"""Whether every step of a version could be decided at every place it is for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Place, PlaceScope
from approvals.matching import holds
from approvals.models import Condition, PolicyStep, PolicyVersion
from approvals.queries.choosing import version_conditions
from approvals.subjects import SubjectKind, subject_kind


@dataclass(frozen=True, slots=True)
class Unreached:
    """A step that fewer people than it needs could decide at these places."""

    step: PolicyStep
    places: tuple[Place, ...]


def unreached_steps(version: PolicyVersion) -> list[Unreached]:
    """The steps with fewer possible approvers than votes needed somewhere in scope, with the places."""
    kind = subject_kind(version.policy.kind)
    conditions = version_conditions(version)
    found = []
    for step in version.steps.all():
        both = [*conditions, *step.conditions.all()]
        places = places_of_step(version, step.place_key, kind, both)
        missing = _without(step.role, places, step.quorum)
        if missing:
            found.append(Unreached(step, tuple(missing)))
    return found


def places_of_step(
    version: PolicyVersion, place_key: str, kind: SubjectKind, conditions: Iterable[Condition]
) -> list[Place]:
    """Where a step could have to be decided: the policy's places, as its conditions leave them."""
    places = list(kind.places() if kind.places else Place.objects.filter(kind=Place.Kind.PLACE))
    scope = version.policy.place
    if scope is not None and place_key == kind.place_keys[0][0]:
        places = [place for place in places if place.path.startswith(scope.path)]
    for fact, (key, values_of) in kind.place_facts.items():
        about = [condition for condition in conditions if condition.fact == fact]
        if key == place_key and about:
            values = values_of()
            places = [p for p in places if holds(about, {fact: values.get(p.pk)})]
    return sorted(places, key=lambda place: place.code)


def _without(role: str, places: list[Place], quorum: int) -> list[Place]:
    """The places that fewer active holders of the role cover than its quorum."""
    active = Q(user__is_active=True, user__groups__name=role)
    holders: dict[int, set[int]] = defaultdict(set)
    for place_id, user_id in PlaceScope.objects.filter(active).values_list("place_id", "user_id"):
        holders[place_id].add(user_id)
    return [place for place in places if len(_above(place, holders)) < quorum]


def _above(place: Place, holders: Mapping[int, set[int]]) -> set[int]:
    return set().union(*(holders.get(step, set()) for step in _chain(place)))


def _chain(place: Place) -> set[int]:
    return {int(step) for step in place.path.strip("/").split("/")}
