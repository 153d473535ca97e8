"""Which source may report which type: the check before posting, and the commands that set it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from accounts.models import Place, User
from audit.services import record
from inventory.intake.contents import digest_of, fields_of, key_of, storable
from inventory.intake.errors import (
    OwnerAlreadySet,
    OwnerNotFound,
    UnknownEventType,
    UnknownSource,
)
from inventory.intake.models import TypeOwner
from inventory.intake.policies import check_may_own, check_place_in_scope
from inventory.intake.services.call import Call
from inventory.intake.services.reacting import named_documents
from inventory.ledger.models import Source
from inventory.ledger.reactions import lock_documents
from inventory.ledger.services import Delivery, Door, Result, Settle, post
from inventory.ledger.vocabulary import EventType

# Path of the subtree ("" is everywhere) to the sources that own a type there.
Owners = Mapping[str, frozenset[int]]

DETAIL = (
    "Another source owns events of type {type} here. Have the source stop sending it, or let an"
    " admin change the owner and replay."
)


def post_owned(
    deliveries: Sequence[Delivery], call: Call, settle: Settle | None = None
) -> list[Result]:
    """Post what the source may report; what another source owns is answered `not_owner`.

    `settle` gets all the answers, in the posting's own transaction.
    """
    allowed, barred = _without_barred(deliveries, call)
    documents = named_documents(allowed, call)

    def of_all(results: list[Result]) -> list[Result]:
        answers = _in_order(results, barred)
        return settle(answers) if settle else answers

    return post(
        allowed,
        source=call.source,
        door=Door.FACT,
        received_at=call.at,
        scope_paths=call.scope_paths,
        settle=of_all,
        prepare=(lambda: lock_documents(documents)) if documents else None,
    )


def _in_order(results: list[Result], barred: dict[int, Result]) -> list[Result]:
    if not barred:
        return results
    posted = iter(results)
    total = len(results) + len(barred)
    return [barred.get(number) or next(posted) for number in range(total)]


@transaction.atomic
def set_type_owner(
    *, event_type: str, source_code: str, place: Place | None, actor: User, at: datetime
) -> TypeOwner:
    """Let a source own a type, everywhere or within a subtree; others' events of it then wait.

    Refuses, in this order: OwningNotAllowed, UnknownEventType, UnknownSource, PlaceOutsideScope,
    OwnerAlreadySet.
    """
    check_may_own(actor)
    type_ = EventType.from_word(event_type)
    if type_ is None:
        raise UnknownEventType(type=event_type)
    source = Source.objects.filter(code=source_code).first()
    if source is None:
        raise UnknownSource(source=source_code)
    check_place_in_scope(place, actor=actor)
    try:
        with transaction.atomic():
            owner = TypeOwner.objects.create(type=type_, source=source, place=place, set_at=at)
    except IntegrityError:
        raise OwnerAlreadySet(source=source.name, type=type_.word) from None
    after = {"type": type_.word, "source": source.code, "place": place.code if place else ""}
    record("inventory.type_owner.set", owner, actor=actor, at=at, place=place, after=after)
    return owner


@transaction.atomic
def remove_type_owner(*, owner_id: int, actor: User, at: datetime) -> None:
    """Take the ownership away; what waited for it is replayed by hand.

    Refuses, in this order: OwningNotAllowed, OwnerNotFound, PlaceOutsideScope.
    """
    check_may_own(actor)
    owner = (
        TypeOwner.objects.select_for_update(of=("self",))
        .select_related("source", "place")
        .filter(pk=owner_id)
        .first()
    )
    if owner is None:
        raise OwnerNotFound
    check_place_in_scope(owner.place, actor=actor)
    code = owner.place.code if owner.place else ""
    before = {"type": owner.type_word, "source": owner.source.code, "place": code}
    record(
        "inventory.type_owner.removed",
        owner,
        actor=actor,
        at=at,
        place=owner.place,
        before=before,
    )
    owner.delete()


def _without_barred(
    deliveries: Sequence[Delivery], call: Call
) -> tuple[Sequence[Delivery], dict[int, Result]]:
    """The deliveries that may be posted, and by number the answers of those another source owns."""
    owners = _owners_of_types()
    if not owners:
        return deliveries, {}
    owned = [
        (number, delivery, type_)
        for number, delivery in enumerate(deliveries)
        if (type_ := _type_of(delivery)) in owners
    ]
    paths = _paths(delivery for _, delivery, _ in owned)
    barred = {}
    for number, delivery, type_ in owned:
        path = paths.get(_location_of(delivery), "")
        if not _may_report(owners[type_], call.source.pk, path):
            barred[number] = _not_owner(delivery, type_)
    return [d for number, d in enumerate(deliveries) if number not in barred], barred


def _owners_of_types() -> dict[str, Owners]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.type, o.source_id, COALESCE(p.path, '') FROM intake_typeowner o"
            " LEFT JOIN accounts_place p ON p.id = o.place_id"
        )
        rows = cursor.fetchall()
    found: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for type_, source_id, path in rows:
        found[EventType(type_).word][path].add(source_id)
    return {
        word: {path: frozenset(sources) for path, sources in paths.items()}
        for word, paths in found.items()
    }


def _may_report(owners: Owners, source_id: int, path: str) -> bool:
    """The owners of the deepest subtree that holds the place decide; without any it is free."""
    covering = [subtree for subtree in owners if path.startswith(subtree)]
    return not covering or source_id in owners[max(covering, key=len)]


def _paths(deliveries: Iterable[Delivery]) -> dict[str, str]:
    codes = {code for delivery in deliveries if (code := _location_of(delivery))}
    if not codes:
        return {}
    return dict(Place.objects.filter(code__in=codes).values_list("code", "path"))


def _type_of(delivery: Delivery) -> str:
    value = fields_of(delivery.payload).get("type")
    return value if isinstance(value, str) else ""


def _location_of(delivery: Delivery) -> str:
    value = fields_of(delivery.payload).get("location")
    return storable(value).strip() if isinstance(value, str) else ""


def _not_owner(delivery: Delivery, type_: str) -> Result:
    return Result(
        key=key_of(delivery.payload),
        status="rejected",
        event_id=None,
        code="not_owner",
        detail=DETAIL.format(type=type_),
        sku_id=None,
        location_id=None,
        occurred_at=None,
        digest=digest_of(delivery.payload),
        notes=(),
    )
