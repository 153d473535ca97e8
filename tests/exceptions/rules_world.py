"""Rules for tests, made by the commands that make them in the product."""

from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import Group

from accounts.models import Calendar, PlaceScope, Team, User
from exceptions.models import Case, Queue, RoutingRule, RuleSet
from exceptions.rule_policies import ConditionContent, RuleContent
from exceptions.services import open_case
from exceptions.services.rules import add_rule, draft_rules, publish_rules
from tests.factories import NOON, make_person

MORNING = NOON - timedelta(hours=6)
WEEK = [9 * 60] * 5 + [0, 0]
WEEK_END = [17 * 60] * 5 + [0, 0]


def make_queue(key: str = "urgent", *people: User, **columns: object) -> Queue:
    team = None
    if people:
        team = Team.objects.create(code=f"team-{key}", name=f"Team {key}")
        team.members.set(people)
    return Queue.objects.create(key=key, name=key.title(), team=team, **columns)


def office_hours(name: str = "Office") -> Calendar:
    """Monday to Friday, nine to five."""
    return Calendar.objects.create(name=name, opens=WEEK, closes=WEEK_END)


def make_agents(*names: str, scope) -> list[User]:
    return [make_person(name, role="ops agent", scope=scope) for name in names]


def kind_is(*kinds: str) -> ConditionContent:
    return ConditionContent("kind", "is", choices=kinds)


def rule(queue: Queue, *conditions: ConditionContent, **content: object) -> RuleContent:
    content.setdefault("name", f"To {queue.name}")
    return RuleContent(queue_id=queue.pk, conditions=conditions, **content)


def make_draft(*rules: RuleContent, actor: User, at: datetime = MORNING) -> RuleSet:
    """A draft of exactly these rules."""
    draft = draft_rules(actor=actor, at=at)
    RoutingRule.objects.filter(rule_set=draft).delete()
    for position, content in enumerate(rules, 1):
        add_rule(
            draft_id=draft.pk,
            content=content,
            position=position,
            version=position,
            actor=actor,
            at=at,
        )
    return RuleSet.objects.get(pk=draft.pk)


def publish(*rules: RuleContent, actor: User, at: datetime = MORNING) -> RuleSet:
    draft = make_draft(*rules, actor=actor, at=at)
    return publish_rules(
        draft_id=draft.pk,
        note="For the test",
        effective_from=None,
        version=draft.version,
        actor=actor,
        at=at,
    )


def make_case(place, number: int = 1, *, kind: str = "below_zero", at=NOON, **facts) -> Case:
    case = open_case(
        kind=kind,
        fingerprint=f"{kind}:{number}",
        title=f"Trouble {number}",
        subject=place,
        place=place,
        at=at,
        **facts,
    )
    return Case.objects.get(pk=case.pk)


def make_admin(network) -> User:
    """May change rules; made without the factories' one role where a test needs two."""
    return make_person("Ada", role="admin", scope=network)


def give_role(person: User, role: str) -> None:
    person.groups.add(Group.objects.get_or_create(name=role)[0])
    person.forget_rights()


def give_place(person: User, place) -> None:
    PlaceScope.objects.get_or_create(user=person, place=place)
    person.forget_rights()


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)
