"""What the intake refuses. A refused call changes nothing; a refused *event* waits and is no error."""

from typing import ClassVar

from kernel.errors import Conflict, DomainError, NotAllowed, RuleViolation


class BodyNotJson(DomainError):
    """Nothing was read: the body is not valid JSON in UTF-8 ({where}). Send it again, corrected."""

    http_status: ClassVar[int] = 400


class NumberNotFinite(DomainError):
    """Nothing was read: the body contains {word}, which JSON has no number for. Leave it out."""

    http_status: ClassVar[int] = 400


class NullByteInBody(DomainError):
    """Nothing was read: the body contains a null byte or half a character, which no text can hold."""

    http_status: ClassVar[int] = 400


class BodyTooLarge(DomainError):
    """Nothing was read: the body is larger than {limit_mb} MB. Send it in several calls."""

    http_status: ClassVar[int] = 413


class TooManyEvents(DomainError):
    """Nothing was read: one call carries at most {limit} events. Send them in several calls."""

    http_status: ClassVar[int] = 413


class EncodingNotSupported(DomainError):
    """Nothing was read: the body is encoded as {encoding}. Send it plain or as gzip."""

    http_status: ClassVar[int] = 415


class EventsMissing(RuleViolation):
    """Nothing was read: the body must be an object whose `events` is a list."""


class FixNotAllowed(NotAllowed):
    """Nothing was changed: what the intake kept is settled by ops, integration engineers and admins,
    not by your roles. Ask one of them."""


class OwningNotAllowed(NotAllowed):
    """Owners and tolerances are set by admins, not by your roles."""


class IntakeRowUnknown(DomainError):
    """Nothing was changed: there is no {reference}, or it is outside your places."""

    http_status: ClassVar[int] = 404


class WaitingEventClosed(Conflict):
    """Nothing was changed: {reference} no longer waits, it is {status}."""


class WaitingEventNotDismissed(Conflict):
    """Nothing was changed: {reference} is not dismissed, so there is nothing to take back."""


class NothingToReplay(RuleViolation):
    """Nothing was replayed: none of the chosen events waits any more."""


class TooManyToReplay(RuleViolation):
    """Nothing was replayed: at most {limit} events go at once. Narrow the filters."""


class WaitingEventChanged(Conflict):
    """Nothing was saved: somebody corrected {reference} meanwhile. Look again before you go on."""


class WaitingEventsChanged(Conflict):
    """Nothing was replayed: some of these events were settled meanwhile. Look again and choose."""


class PayloadNotAnObject(RuleViolation):
    """Nothing was saved: an event is a JSON object with fields such as key, type and sku."""


class KeyMayNotChange(RuleViolation):
    """Nothing was saved: the source knows this event as {key}. Keep its key and change the rest."""


class SettingSourcesNotAllowed(NotAllowed):
    """Nothing was changed: what is expected of a source is set by admins and integration engineers,
    not by your roles."""


class SourceIsForAll(NotAllowed):
    """Nothing was changed: a source speaks for every place, so who sets what is expected of it must
    cover a whole network."""


class SourceChanged(Conflict):
    """Nothing was changed: somebody set what is expected of {source} meanwhile. Look again."""


class SourceSettingUnfit(RuleViolation):
    """Nothing was changed: a clock may run ahead by at most a day (86,400 s), and a source may be
    silent and a number late for at most a week (10,080 min)."""


class SourceSettingsSame(RuleViolation):
    """Nothing was changed: {source} has these settings already."""


class SkuOutOfSight(RuleViolation):
    """Nothing was saved: {sku} belongs to a network outside of your places. Name a SKU of your own."""


class ReasonMissing(RuleViolation):
    """Nothing was changed: somebody will ask why. Give the reason in one sentence."""


class ConflictClosed(Conflict):
    """Nothing was changed: {reference} is closed already."""


class GapClosed(Conflict):
    """Nothing was changed: the gap {reference} is closed already."""


class StreamRestartedAlready(Conflict):
    """Nothing was changed: somebody has said already that {stream} began again."""


class OwnerAlreadySet(Conflict):
    """Nothing was changed: {source} owns {type} there already."""


class OwnerNotFound(Conflict):
    """Nothing was changed: this ownership has been removed already."""


class UnknownEventType(RuleViolation):
    """Nothing was changed: there is no event type {type}."""


class UnknownSource(RuleViolation):
    """Nothing was changed: there is no source {source}."""


class ToleranceOutOfRange(RuleViolation):
    """Nothing was changed: a tolerance is a whole number of units from 0 to {most}."""


class UnknownPlace(RuleViolation):
    """Nothing was changed: there is no place {place}."""


class ToleranceNotFound(Conflict):
    """Nothing was changed: this tolerance has been removed already."""


class PlaceOutsideScope(RuleViolation):
    """Nothing was changed: you may set this for places within your own scope only."""


class ReversingNotAllowed(NotAllowed):
    """Reversals are asked for by the people of the desk, not by your roles. Nothing was asked."""


class EventOutsideScope(NotAllowed):
    """The event reaches a place outside yours. Nothing was asked. Ask somebody who sees both."""


class EventNotNamed(RuleViolation):
    """Nothing was asked: {text} names no event, or more than one. Begin with the event's number, which
    stands in the address of its page, then say why."""


class ReversalOfReversal(Conflict):
    """A reversal is final and is not reversed itself. Nothing was asked. Report the event anew."""


class EventReversed(Conflict):
    """Event {event} has been reversed already. Nothing was asked."""


class EventOfDocument(Conflict):
    """This event belongs to the document {document} and is taken back there. Nothing was asked."""


class EventMovedNothing(Conflict):
    """Event {event} moved nothing, so there is nothing to reverse. Nothing was asked."""


class ReversalWaits(Conflict):
    """Somebody has asked to reverse {event} already, and it waits. Nothing was asked again."""


class ReversalIsFinal(Conflict):
    """Nothing was changed: {reference} is posted, and a reversal is final. Report the event anew."""
