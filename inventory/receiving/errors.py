"""Refusals of receiving, one sentence each."""

from kernel.errors import Conflict, NotAllowed, RuleViolation


class ReceivingNotAllowed(NotAllowed):
    """You may not receive deliveries of this kind. Nothing was booked in. Ask your manager to receive
    it or to give you the right."""


class AnnouncingNotAllowed(NotAllowed):
    """You may not announce or cancel deliveries. Nothing was saved. Ask an ops lead or an admin."""


class OverridingNotAllowed(NotAllowed):
    """You may not receive more than was expected. Nothing was booked in. Ask somebody who may, such as
    your manager."""


class SettingNotAllowed(NotAllowed):
    """You may not change how deliveries are received. Nothing was changed. Ask an admin."""


class ReceiptOutsideScope(NotAllowed):
    """{location} is outside the places you work for. Nothing was changed."""


class ReceiptUnknown(RuleViolation):
    """There is no delivery {reference}. Nothing was changed. Check the reference."""


class DeliveryKindUnknown(RuleViolation):
    """There is no kind of delivery called {kind}. Nothing was saved. Use one of: {known}."""


class DeliveryKnown(Conflict):
    """{document} is already expected at {location} as {reference}. Nothing was saved. Open that one,
    or cancel it first."""


class DocumentMissing(RuleViolation):
    """A delivery needs the number of its document. Nothing was saved. Write the sender's number, 1 to
    80 characters."""


class NothingExpected(RuleViolation):
    """A delivery needs at least one line. Nothing was saved. Add a SKU and a quantity."""


class SkuTwice(RuleViolation):
    """{sku} stands on more than one line. Nothing was saved. Put its whole quantity on one line."""


class QuantityUnfit(RuleViolation):
    """{sku}: a quantity is a whole number from {least} to {most}. Nothing was saved."""


class SkuOfOtherNetwork(RuleViolation):
    """{sku} does not belong to the network of {location}. Nothing was saved. Check the code."""


class KitNotDelivered(RuleViolation):
    """{sku} is a kit and has no stock of its own. Nothing was saved. Name its components."""


class ReceiptChangedMeanwhile(Conflict):
    """{reference} was changed since you opened it. Nothing was booked in. Look again: what you scanned
    is kept."""


class ReceiptEnded(Conflict):
    """{reference} is {status}. Nothing was booked in. Ask for a new delivery if more arrived."""


class NothingReceived(RuleViolation):
    """Nothing was entered. Nothing was booked in. Scan what arrived, or say what is missing."""


class DamageReasonMissing(RuleViolation):
    """{sku}: say why it is damaged. Nothing was booked in. Choose a reason."""


class MoreThanExpected(RuleViolation):
    """{sku}: {expected} were expected, {allowed} may be received and {received} would be. Nothing was
    booked in. Count again; somebody with the right to receive more can book it in."""


class NothingTooMany(RuleViolation):
    """Nothing scanned of {reference} is more than may be received. Nobody was asked. Book it in."""


class WrittenOffAsLost(Conflict):
    """{sku}: {lost} of {document} were written off as lost or brought back, so only {open} more can
    arrive. Nothing was booked in. If they turned up, record them as found on the page of {document}."""


class MoreMissingThanAwaited(RuleViolation):
    """{sku}: {missing} cannot be missing, only {awaited} have not arrived. Nothing was booked in.
    Lower the number."""


class ArrivalUnknown(RuleViolation):
    """{reference} has no arrival number {number}. Nothing was changed."""


class ArrivalUndone(Conflict):
    """Arrival {number} of {reference} was taken back already. Nothing was changed."""


class ArrivalMovedOn(Conflict):
    """Arrival {number} of {reference} was not taken back: some of {sku} was sold or moved meanwhile.
    Nothing was changed. Correct what is wrong by an adjustment or a count."""


class ReceiptStarted(Conflict):
    """{reference} cannot be cancelled: some of it has arrived. Nothing was changed. Close it instead."""


class ReceiptNotStarted(Conflict):
    """{reference} cannot be closed: nothing of it has arrived. Nothing was changed. Cancel it instead."""


class ReasonNeeded(RuleViolation):
    """Say why. Nothing was changed."""


class NothingToPutAway(RuleViolation):
    """Nothing was entered to put away. Nothing was changed. Scan what you put on the shelf."""


class MoreThanToPutAway(Conflict):
    """{sku}: only {waiting} of this delivery wait to be put away, {wanted} were entered. Nothing was
    changed. Lower the number."""


class PercentUnfit(RuleViolation):
    """A tolerance is a whole number from 0 to 100 percent. Nothing was changed."""


class ScanUnknown(RuleViolation):
    """This code does not wait for review on {reference} any more. Nothing was changed."""


class ToleranceThere(Conflict):
    """There is a tolerance of {percent} percent for these deliveries already. Nothing was changed.
    Change that one."""


class ToleranceChanged(Conflict):
    """Somebody changed this tolerance meanwhile: it is {percent} percent now. Nothing was changed.
    Look again."""


class LandingChanged(Conflict):
    """Somebody set meanwhile where goods land at {location}. Nothing was changed. Look again."""


class ToleranceUnknown(RuleViolation):
    """This tolerance is not there any more. Nothing was changed. Look again."""


class ScansStillWait(Conflict):
    """{reference} was left as it is: some of it is scanned and not booked in. Book it in, or take the
    scans back."""


class ScansNotBooked(Conflict):
    """{reference} was not received: it was scanned and not finished. Finish it on its own page."""
