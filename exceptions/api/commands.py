"""POST /api/v1/cases/{reference}/{verb}: one endpoint per command of a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from rest_framework.serializers import BaseSerializer

from accounts.api.authentication import ClientPrincipal
from accounts.models import User
from accounts.models.place import in_networks_of
from exceptions import services
from exceptions.api import serializers as shapes
from exceptions.api.views import seen
from exceptions.errors import CannotWorkHere
from exceptions.models import Case
from workbench.api.commands import Call, CommandEndpoint, described_command
from workbench.api.people import ForPersonIn, person_of

WRITE: dict[str, str] = {"POST": "cases:write"}
Body = type[BaseSerializer[Any]]


class OfCase(CommandEndpoint):
    """A command about one case in the client's places."""

    required_scopes: ClassVar[dict[str, str]] = WRITE

    def there(self, principal: ClientPrincipal, **names: Any) -> Case:
        return seen(principal, names["reference"])

    def shown(self, done: Case) -> dict[str, Any]:
        return shapes.case_out(done)


class CaseCommand(OfCase):
    """One verb on one case. Subclasses name the service that runs, with what of the body it takes."""

    run: ClassVar[Callable[..., Case]]

    def act(self, call: Call, **names: Any) -> Case:
        about = {"case_id": call.about.pk, "actor": None, "at": call.at, "version": call.version}
        done = type(self).run(**about, **call.content)
        return seen(call.principal, done.reference)


class TieCommand(OfCase):
    """What ties a case to another, or a person to it: it changes no case, so no version moves."""

    tie: ClassVar[Callable[[Call], object]]

    def act(self, call: Call, **names: Any) -> Case:
        type(self).tie(call)
        return seen(call.principal, call.about.reference)


def tied(call: Call) -> dict[str, Any]:
    """What every tie is told: the case, when, and the version the client saw."""
    return {"case_id": call.about.pk, "at": call.at, "version": call.version}


def endpoint(
    verb: str, kind: type[OfCase], summary: str, body: Body | None, **facts: Any
) -> type[OfCase]:
    """The endpoint of a verb, described."""
    named = {**facts, "serializer": body, "__module__": __name__}
    made: type[OfCase] = type(f"{verb.title()}Case", (kind,), named)
    describe = described_command(
        operation_id=f"{verb}_case", summary=summary, answer=shapes.CaseOut, tags=("Cases",)
    )
    return describe(made)


def command(
    verb: str, run: Callable[..., Case], summary: str, body: Body | None = None
) -> type[OfCase]:
    return endpoint(verb, CaseCommand, summary, body, run=staticmethod(run), refuses=(run,))


def tie(
    verb: str, act: Callable[[Call], object], summary: str, body: Body | None = None
) -> type[OfCase]:
    return endpoint(verb, TieCommand, summary, body, tie=staticmethod(act), refuses=(act,))


def owner_named(email: str, principal: ClientPrincipal) -> User:
    """Refuses CannotWorkHere for an unknown one, and for one of another network."""
    person = User.objects.filter(email__iexact=email, is_active=True).first()
    if person is None or not in_networks_of(principal, *person.scope_paths):
        raise CannotWorkHere(person=email, place="this place")
    return person


class AssignCase(OfCase):
    serializer = shapes.AssignIn
    refuses = (owner_named, services.assign_case)

    def act(self, call: Call, **names: Any) -> Case:
        owner = owner_named(call.content["owner"], call.principal)
        done = services.assign_case(
            case_id=call.about.pk, owner=owner, actor=None, at=call.at, version=call.version
        )
        return seen(call.principal, done.reference)


def split(*, seen: list[int], **about: Any) -> Case:
    """Refuses what `split_case` refuses."""
    return services.split_case(occurrence_ids=seen, **about)


class MergeCase(OfCase):
    """Answers the case it goes on in."""

    serializer = shapes.OtherCaseIn
    refuses = (services.merge_case,)

    def act(self, call: Call, **names: Any) -> Case:
        into = seen(call.principal, call.content["other"])
        done = services.merge_case(
            case_id=call.about.pk, into_id=into.pk, actor=None, at=call.at, version=call.version
        )
        return seen(call.principal, done.reference)


def link(call: Call) -> object:
    """Refuses what `link_cases` refuses."""
    other = seen(call.principal, call.content["other"])
    return services.link_cases(**tied(call), other_id=other.pk, actor=None)


def unlink(call: Call) -> None:
    """Refuses what `unlink_cases` refuses."""
    other = seen(call.principal, call.content["other"])
    services.unlink_cases(**tied(call), other_id=other.pk, actor=None)


def watch(call: Call) -> object:
    """Refuses PersonUnknown, and what `watch_case` refuses."""
    return services.watch_case(**tied(call), actor=person_of(call))


def unwatch(call: Call) -> object:
    """Refuses PersonUnknown, and what `unwatch_case` refuses."""
    return services.unwatch_case(**tied(call), actor=person_of(call))


COMMANDS: dict[str, type[OfCase]] = {
    "assign": endpoint("assign", AssignCase, "Give a case to a person", shapes.AssignIn),
    "release": command("release", services.release_case, "Give a case back to everybody"),
    "start": command("start", services.start_case, "Say that its owner works on it"),
    "wait": command(
        "wait", services.wait_with_case, "Stop its clock while others act", shapes.WaitIn
    ),
    "resume": command("resume", services.resume_case, "Let its clock run again"),
    "resolve": command("resolve", services.resolve_case, "Say how it ended", shapes.ResolveIn),
    "reopen": command("reopen", services.reopen_case, "Take it up again", shapes.CaseReasonIn),
    "snooze": command("snooze", services.snooze_case, "Put it off", shapes.SnoozeIn),
    "unsnooze": command("unsnooze", services.unsnooze_case, "Put it back on the queue"),
    "severity": command(
        "severity", services.change_severity, "Say how bad it is", shapes.SeverityIn
    ),
    "reroute": command("reroute", services.reroute_case, "Ask the routing rules again"),
    "comment": command(
        "comment", services.comment_on_case, "Say something about a case", shapes.CommentIn
    ),
    "close": command(
        "close", services.close_resolved_case, "Close a resolved case", shapes.CloseIn
    ),
    "merge": endpoint("merge", MergeCase, "Go on with it in another case", shapes.OtherCaseIn),
    "split": command(
        "split",
        split,
        "Take some of the times it happened into a case of their own",
        shapes.SplitIn,
    ),
    "link": tie("link", link, "Say that two cases have to do with each other", shapes.OtherCaseIn),
    "unlink": tie("unlink", unlink, "Take a link away", shapes.OtherCaseIn),
    "watch": tie("watch", watch, "Let a person hear what happens to it", ForPersonIn),
    "unwatch": tie("unwatch", unwatch, "Let a person hear no more of it", ForPersonIn),
}
