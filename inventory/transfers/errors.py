"""What the room of transfers refuses, in the words staff read."""

from kernel.errors import Conflict, NotAllowed, RuleViolation


class TransferUnknown(RuleViolation):
    """There is no transfer {reference} among your places. Nothing was changed. Check the reference."""

    http_status = 404


class PlacesOutsideScope(NotAllowed):
    """Nothing was changed: neither {origin} nor {destination} is among the places you may see."""


class HomeNotYours(NotAllowed):
    """{reference} was not cancelled: {origin} is outside your places, so only somebody there can book
    units in. Say that 0 are back: then they are missing until they turn up or the loss is approved."""


class OriginNotYours(NotAllowed):
    """Nothing was changed: {reference} leaves {origin}, which is outside your places. Somebody there
    has to do this."""


class NotYoursToRecall(NotAllowed):
    """Nothing was changed: {asker} asked for {reference}, so only they or the origin can take it
    back."""


class TransferChangedMeanwhile(Conflict):
    """{reference} was changed while you looked at version {seen}; it is at version {version} now.
    Nothing was changed by you. Look again."""


class TransferNotDraft(Conflict):
    """{reference} is {status}; only a draft can be changed. Nothing was changed. Take it back first,
    or make a new transfer."""


class TransferNotSubmitted(Conflict):
    """{reference} is {status} and does not wait for approval. Nothing was changed."""


class TransferNotApproved(Conflict):
    """{reference} is {status}. Nothing was changed. It has to be approved before it is picked."""


class PickingBegan(Conflict):
    """Picking of {reference} has begun, so the approval can no longer be undone. Nothing was changed.
    Cancel the transfer instead."""


class PickingBegunAlready(Conflict):
    """Picking of {reference} has begun already. Nothing was changed."""


class TransferHasEnded(Conflict):
    """{reference} is {status}. Nothing was changed; there is nothing left to do with it."""


class NothingToCloseShort(Conflict):
    """Nothing of {reference} is allocated at {origin} any more. Nothing was changed."""


class StillPacked(Conflict):
    """Shipment {shipment} is packed and not shipped. Nothing was changed. Ship it or take it apart
    first."""


class ShipmentUnknown(RuleViolation):
    """{reference} has no shipment {number}. Nothing was changed. Look at the shipments it has."""

    http_status = 404


class ShipmentNotPacked(Conflict):
    """Shipment {shipment} is {status}. Nothing was changed."""


class ShipmentHasNotLeft(Conflict):
    """Shipment {shipment} is {status}, so nothing of it can be received. Nothing was changed."""


class NothingToShip(RuleViolation):
    """No quantity was given. Nothing was shipped. Enter how many pieces leave."""


class MoreThanAllocated(RuleViolation):
    """Only {allocated} of {sku} are allocated to {reference} and not packed; {wanted} were to leave.
    Nothing was shipped. Lower the quantity."""


class ArrivalBeforeDeparture(RuleViolation):
    """The arrival lies before the departure. Nothing was shipped. Correct the arrival."""


class SameLocation(RuleViolation):
    """Origin and destination are the same location. Nothing was saved. Choose another."""


class OtherNetworks(RuleViolation):
    """{origin} and {destination} belong to different networks; stock cannot move between them.
    Nothing was saved."""


class LocationUnknown(RuleViolation):
    """There is no location {code}. Nothing was saved. Check the code."""


class LocationDoesNotMove(RuleViolation):
    """{location} is {lifecycle}; nothing can be sent from or to it. Nothing was saved."""


class LinesMissing(RuleViolation):
    """The transfer has no lines. Nothing was saved. Add at least one SKU."""


class TooManyLines(RuleViolation):
    """A transfer holds at most {most} lines; these are {lines}. Nothing was saved. Split it."""


class SkuTwice(RuleViolation):
    """{sku} stands there twice. Nothing was saved. Add up its quantity on one line."""


class SkuUnknown(RuleViolation):
    """There is no SKU {sku} in this network. Nothing was saved. Check the code or scan it."""


class KitNotTransferable(RuleViolation):
    """{sku} is a kit and has no stock of its own. Nothing was saved. Transfer its components."""


class SkuNotTransferable(RuleViolation):
    """{sku} is {lifecycle} and cannot be moved. Nothing was saved."""


class QuantityUnfit(RuleViolation):
    """{quantity} of {sku} is not a quantity from 1 to {most}. Nothing was saved."""


class ReasonUnfit(RuleViolation):
    """{reason} is no reason for a transfer. Nothing was saved. Use one of: {known}."""


class WhyMissing(RuleViolation):
    """This needs a reason. Nothing was changed. Say why."""


class NotEnoughAtOrigin(Conflict):
    """{what} was not done. {shortfall} Lower the lines or choose another origin."""


class NothingApproved(RuleViolation):
    """Every line was lowered to 0. Nothing was decided. Reject the transfer instead."""


class UnitsNotSaid(RuleViolation):
    """{in_transit} units of {reference} are in transit. Nothing was cancelled. Say how many are back
    at {origin}; the others are then missing."""


class MoreBackThanSent(RuleViolation):
    """Only {in_transit} of {sku} are in transit; {back} were said to be back. Nothing was changed."""


class ShortageUnknown(RuleViolation):
    """There is no shortage {reference} among your places. Nothing was changed. Check the reference."""

    http_status = 404


class ShortageSettled(Conflict):
    """{reference} is {status}, so nothing is left to do about it. Nothing was changed."""


class ShortageNotReported(Conflict):
    """{reference} waits for approval already. Nothing was changed."""


class NothingMissingAnyMore(Conflict):
    """Nothing of {reference} is in transit any more, so nothing can be written off. Nothing was
    changed."""


class FoundElsewhere(NotAllowed):
    """Nothing was booked in: you do not receive or ship at {place}. Somebody who does has to say that
    the pieces are found."""


class NothingFound(RuleViolation):
    """No quantity was given. Nothing was booked in. Enter how many pieces were found."""


class MoreFoundThanMissing(RuleViolation):
    """{sku}: {found} were said to be found, {missing} are missing or written off. Nothing was booked
    in. Lower the quantity; what is beyond it is an adjustment with the reason found."""


class PiecesFoundMeanwhile(Conflict):
    """Pieces of {reference} were found since, so the decision on their loss can no longer be undone.
    Nothing was changed. Record the others as found when they turn up."""


class TransferCalledOff(Conflict):
    """{reference} is called off already; what of it is on its way is reported missing. Nothing was
    changed. Record the pieces as found, or ask to write them off."""


class BulkTooMany(RuleViolation):
    """Choose at most {most} transfers at once. Nothing was changed."""
