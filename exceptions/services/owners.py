"""Who gets a case: in turn, who has least, or the place's manager."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet

from accounts.models import Place, User
from accounts.roles import roles_with_permission
from exceptions.kinds import kind_of
from exceptions.models import Case, Queue, RoutingRule

WORK = "cases.work"
Choice = RoutingRule.OwnerChoice
SHARED = {Choice.ROUND_ROBIN, Choice.LEAST_LOADED}


class Owners:
    """Chooses for a batch of cases. Queues that share out are locked, in order of their numbers, so
    that two workers never give the same turn twice nor count the same load at once."""

    def __init__(self, rules: Iterable[RoutingRule]) -> None:
        rules = list(rules)
        shared = {rule.queue_id for rule in rules if rule.owner_choice in SHARED}
        self._queues = _locked(shared)
        self._members = {pk: workers_of(queue) for pk, queue in self._queues.items()}
        people = {one.pk for members in self._members.values() for one in members}
        self._load = _open_cases_of(people)
        # Who may work at a place is asked once per queue and place, not per case.
        self._fit: dict[tuple[int, str], list[User]] = {}
        self._managers = _managers() if _wants_manager(rules) else {}

    def choose(self, case: Case, rule: RoutingRule) -> User | None:
        """The owner for one case; nobody when none may work at its place."""
        if rule.owner_choice == Choice.NOBODY:
            return None
        if rule.owner_choice == Choice.MANAGER:
            return self._manager(case)
        fit = self._who_fit(case, rule.queue_id)
        if not fit:
            return None
        if rule.owner_choice == Choice.LEAST_LOADED:
            chosen = min(fit, key=lambda one: (self._load.get(one.pk, 0), one.pk))
        else:
            chosen = self._in_turn(self._queues[rule.queue_id], fit)
        self._load[chosen.pk] = self._load.get(chosen.pk, 0) + 1
        return chosen

    def _who_fit(self, case: Case, queue_id: int) -> list[User]:
        where = queue_id, case.place.path if case.place else ""
        if where not in self._fit:
            members = self._members[queue_id]
            self._fit[where] = [one for one in members if sees(one, case)]
        return self._fit[where]

    def remember(self) -> None:
        """Keep whose turn it was."""
        Queue.objects.bulk_update(self._queues.values(), ["last_turn"])

    @staticmethod
    def _in_turn(queue: Queue, fit: Sequence[User]) -> User:
        last = queue.last_turn_id or 0
        chosen = next((one for one in fit if one.pk > last), fit[0])
        queue.last_turn = chosen
        return chosen

    def _manager(self, case: Case) -> User | None:
        """The nearest manager above the place who may work on cases there."""
        path = case.place.path if case.place else ""
        while path.strip("/"):
            manager = self._managers.get(path)
            if manager is not None and sees(manager, case):
                return manager
            path = path.rstrip("/").rsplit("/", 1)[0] + "/"
        return None


def workers_of(queue: Queue) -> list[User]:
    """Who works a queue, by number: the people of its team who may work on cases.

    A queue without a team is worked by whoever may work on cases, so that a new installation shares
    out without being set up; with a place of its own, only by those who see something of it.
    """
    if queue.team_id is not None:
        return list(_workers().filter(teams=queue.team_id).distinct().order_by("pk"))
    everybody = _workers().distinct().order_by("pk")
    return [one for one in everybody if queue.place is None or _reaches(one, queue.place.path)]


def sees(person: User, case: Case) -> bool:
    """Whether the case lies within the person's places and its kind is for them."""
    needed = kind_of(case.kind).permission
    if needed and not person.may(needed):
        return False
    path = case.place.path if case.place else ""
    paths = (scope.place.path for scope in person.place_scopes.all())
    return any(path.startswith(one) if path else one.count("/") <= 2 for one in paths)


def _reaches(person: User, path: str) -> bool:
    """Whether some of the person's places lies in a subtree, or above it."""
    paths = [scope.place.path for scope in person.place_scopes.all()]
    return any(one.startswith(path) or path.startswith(one) for one in paths)


def _workers() -> QuerySet[User]:
    roles = Group.objects.filter(name__in=roles_with_permission(WORK))
    return User.objects.filter(is_active=True, groups__in=roles).prefetch_related(
        "place_scopes__place"
    )


def _locked(queue_ids: set[int]) -> dict[int, Queue]:
    if not queue_ids:
        return {}
    rows = (
        Queue.objects.filter(pk__in=queue_ids)
        .select_related("place")
        .order_by("pk")
        .select_for_update(no_key=True, of=("self",))
    )
    return {queue.pk: queue for queue in rows}


def _open_cases_of(people: set[int]) -> dict[int, int]:
    if not people:
        return {}
    rows = Case.objects.open().filter(owner__in=people).order_by().values_list("owner")
    return dict(rows.annotate(n=Count("pk")))


def _wants_manager(rules: Iterable[RoutingRule]) -> bool:
    return any(rule.owner_choice == Choice.MANAGER for rule in rules)


def _managers() -> dict[str, User]:
    """Path of every place with a manager who may work on cases."""
    managed = Place.objects.filter(manager__isnull=False).values_list("path", "manager")
    people = {one.pk: one for one in _workers().filter(manages__isnull=False).distinct()}
    return {path: people[pk] for path, pk in managed if pk in people}
