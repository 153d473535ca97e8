"""How the desk is set up: rules, playbooks, codes and queues."""

from types import SimpleNamespace

from exceptions.models import Playbook
from exceptions.services.queues import retire_code, retire_queue
from exceptions.services.rules import add_rule, draft_rules, publish_rules
from tests.commands.ready import Ready, Room
from tests.exceptions.desk import make_code
from tests.exceptions.rules_world import kind_is, make_draft, make_queue, publish, rule
from tests.factories import NOON, make_person, make_place


def make_desk() -> SimpleNamespace:
    network = make_place("UK")
    return SimpleNamespace(
        network=network,
        ada=make_person("Ada", role="admin", scope=network),
        lena=make_person("Lena", role="ops lead", scope=network),
    )


ROOM = Room(make_desk)


def said(desk, names, body=None, version=None):
    return Ready(names, {"on_behalf_of": desk.ada.email, **(body or {})}, version)


@ROOM.ready("api-rule-versions")
def begin_draft(desk):
    publish(rule(make_queue("rest")), actor=desk.ada)
    return said(desk, {})


def drafted(desk):
    queue = make_queue("rest")
    some = rule(queue, kind_is("below_zero"), name="One")
    return make_draft(some, rule(queue, name="Two"), actor=desk.ada)


@ROOM.ready(
    *("api-rule-version-add-rule", "api-rule-version-publish", "api-rule-version-discard"),
    "api-rule-version-draft-again",
)
def of_draft(desk):
    draft = drafted(desk)
    kind = {"fact": "kind", "operator": "is", "choices": ["below_zero"]}
    body = {"name": "Cells", "queue": "rest", "conditions": [kind], "note": "Cells first."}
    return said(desk, {"number": draft.pk}, body, draft.version)


@ROOM.ready("api-drafted-rule-change", "api-drafted-rule-move", "api-drafted-rule-delete")
def of_rule(desk):
    draft = drafted(desk)
    one = draft.rules.get(name="One")
    kind = {"fact": "kind", "operator": "is", "choices": ["conflict"]}
    body = {"name": "First", "queue": "rest", "position": 2, "conditions": [kind]}
    return said(desk, {"number": draft.pk, "rule": one.pk}, body, draft.version)


@ROOM.ready("api-rule-version-withdraw")
def withdraw(desk):
    draft = drafted(desk)
    later = NOON.replace(year=NOON.year + 9)
    seen = {"version": draft.version, "actor": desk.ada, "at": NOON}
    rules = publish_rules(draft_id=draft.pk, note="Later", effective_from=later, **seen)
    return said(desk, {"number": rules.pk}, {}, rules.version)


@ROOM.ready("api-rule-version-update")
def bring_up_to_date(desk):
    """Another draft, made from the same rules, was published first."""
    queue = make_queue("rest")
    publish(rule(queue, name="Rest"), actor=desk.ada)
    mine, theirs = (draft_rules(actor=desk.ada, at=NOON) for _one in range(2))
    usual = {"draft_id": theirs.pk, "actor": desk.ada, "at": NOON}
    some = rule(queue, kind_is("below_zero"), name="Cells")
    add_rule(content=some, position=1, version=theirs.version, **usual)
    publish_rules(note="Cells first", effective_from=None, version=theirs.version + 1, **usual)
    return said(desk, {"number": mine.pk}, {"keep": {}}, mine.version)


STEPS = {"name": "Look first", "steps": [{"title": "Look", "evidence": "note"}]}


@ROOM.ready("api-playbooks")
def playbook(desk):
    return said(desk, {}, {"key": "look", **STEPS})


@ROOM.ready("api-playbook-change")
def change_playbook(desk):
    book = Playbook.objects.create(key="look", name="Look")
    return said(desk, {"key": book.key}, STEPS, book.version)


@ROOM.ready("api-codes")
def code(desk):
    return said(desk, {}, {"key": "lent", "label": "Lent out"})


@ROOM.ready("api-code-change", "api-code-retire")
def change_code(desk):
    row = make_code()
    return said(desk, {"key": row.key}, {"label": "Counted again"}, row.version)


@ROOM.ready("api-code-restore")
def restore_code(desk):
    row = make_code()
    kept = retire_code(code_id=row.pk, version=row.version, actor=desk.ada, at=NOON)
    return said(desk, {"key": kept.key}, {}, kept.version)


@ROOM.ready("api-queues")
def queue(desk):
    chain = [{"to": "person", "person": desk.lena.email, "after_minutes": 30}]
    return said(desk, {}, {"key": "night", "name": "Night", "escalation": chain})


@ROOM.ready("api-queue-change", "api-queue-retire")
def change_queue(desk):
    row = make_queue("night")
    return said(desk, {"key": row.key}, {"name": "Late"}, row.version)


@ROOM.ready("api-queue-restore")
def restore_queue(desk):
    row = make_queue("night")
    kept = retire_queue(queue_id=row.pk, version=row.version, actor=desk.ada, at=NOON)
    return said(desk, {"key": kept.key}, {}, kept.version)


@ROOM.ready("api-queue-leave-note")
def leave_note(desk):
    make_queue("rest")
    told = {"text": "Bay 2 waits for its scanner.", "on_behalf_of": desk.lena.email}
    return Ready({"key": "rest"}, told)
