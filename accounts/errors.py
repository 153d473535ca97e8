"""Refusals about people, places and API clients, one sentence each."""

from kernel.errors import Conflict, NotAllowed, RuleViolation


class RightMissing(NotAllowed):
    """Nothing was changed: this needs the right to {right}, which none of your roles has."""


class PlaceOutsideScope(NotAllowed):
    """Nothing was changed: {place} is outside the places you may see."""


class WholeNetworkNeeded(NotAllowed):
    """Nothing was changed: this concerns every place, and you do not see all of them."""


class ClientNameTaken(Conflict):
    """The client was not made: there is already one called {name}. Choose another name."""


class ClientNameMissing(RuleViolation):
    """The client was not saved: it needs a name and the code of its source."""


class NoScopeChosen(RuleViolation):
    """The client was not saved: choose at least one thing it may do."""


class UnknownScope(RuleViolation):
    """The client was not saved: {scope} is not a scope. Known scopes: {known}."""


class ProposesAndApproves(RuleViolation):
    """The client was not saved: it would hold {first} and {second}, and whoever proposes or sets
    policies must not approve. Make a second client."""


class LimitOutOfRange(RuleViolation):
    """The client was not saved: the limit must be from 1 to {most} calls per minute."""


class TokenLifeOutOfRange(RuleViolation):
    """No token was made: it must end later than now and within {days} days."""


class TwoTokensLive(Conflict):
    """No token was made: {client} already has two live tokens. Revoke the one it no longer uses."""


class TokenAlreadyRevoked(Conflict):
    """Nothing was changed: this token was already revoked at {revoked_at}."""


class ClientDisabled(Conflict):
    """Nothing was changed: {client} is switched off. Switch it on first."""


class ClientNotDisabled(Conflict):
    """Nothing was changed: {client} is already switched on."""


class ClientUnchanged(Conflict):
    """Nothing was changed: {client} already had exactly these scopes and this limit."""


class EmailMissing(RuleViolation):
    """Nobody was invited: an email address and a name are needed."""


class EmailTaken(Conflict):
    """Nobody was invited: there is already a person with the address {email}."""


class NoRoleChosen(RuleViolation):
    """Nothing was changed: choose at least one role."""


class UnknownRole(RuleViolation):
    """Nothing was changed: {role} is not a role."""


class NoPlaceChosen(RuleViolation):
    """Nothing was changed: choose at least one place, else this person sees nothing."""


class OwnRights(NotAllowed):
    """Nothing was changed: nobody changes their own roles and places. Ask another admin."""


class OwnAccount(NotAllowed):
    """Nothing was changed: you cannot do this to your own account. Ask another admin."""


class PersonOutsideScope(NotAllowed):
    """Nothing was changed: {person} sees places that you do not, so somebody who does must do it."""


class RightsUnchanged(Conflict):
    """Nothing was changed: {person} already had exactly these."""


class PersonDisabled(Conflict):
    """Nothing was changed: the account of {person} is disabled."""


class PersonNotDisabled(Conflict):
    """Nothing was changed: the account of {person} is not disabled."""


class PersonAlreadyIn(Conflict):
    """No invitation was sent: {person} has already signed in. They can reset their password."""


class InvitationNotUsable(RuleViolation):
    """This invitation was used, replaced or has expired. Ask for a new one."""


class PasswordTooWeak(RuleViolation):
    """The password was not set. {reasons}"""


class NoSecondFactor(Conflict):
    """Nothing was changed: {person} has set up no second factor."""


class SessionEnded(Conflict):
    """Nothing was changed: this session has already ended."""


class NotYourSession(NotAllowed):
    """Nothing was changed: this is somebody else's session."""


class PinMalformed(RuleViolation):
    """The PIN was not saved: it needs 6 to 8 digits that are neither all the same nor in a row."""


class PinNotForRole(NotAllowed):
    """The PIN was not saved: your role signs in with a password and a code, also on shared
    devices."""


class PinMissing(Conflict):
    """Nothing was changed: there is no PIN to remove."""


class WrongPin(NotAllowed):
    """This PIN is not right. {left}"""


class PinLocked(NotAllowed):
    """Too many wrong PINs for {person} on this device. Sign in with the password, or try again in
    {minutes} minutes."""


class DeviceNameTaken(Conflict):
    """The device was not registered: {place} already has one called {name}."""


class DeviceNameMissing(RuleViolation):
    """The device was not registered: give it a name people recognise it by."""


class DeviceLockOutOfRange(RuleViolation):
    """The device was not saved: it must lock after 1 to 30 minutes."""


class DeviceRetired(Conflict):
    """Nothing was changed: this device was already retired."""


class PreferenceInvalid(RuleViolation):
    """Your settings were not saved: {reason}"""


class PlaceCodeMissing(RuleViolation):
    """The place was not saved: it needs a code and a name."""


class PlaceCodeTaken(Conflict):
    """The place was not made: there is already one with the code {code}."""


class TimeZoneUnknown(RuleViolation):
    """Nothing was saved: {name} is not a time zone. Write it as in Europe/London."""


class CurrencyMalformed(RuleViolation):
    """The network was not saved: its currency is three capital letters, such as GBP."""


class WrongParent(RuleViolation):
    """The place was not saved: {reason}"""


class MoveIntoItself(RuleViolation):
    """{place} was not moved: its new parent lies below it."""


class MoveAcrossNetworks(RuleViolation):
    """{place} was not moved: networks have their own currency and catalogue, so places stay in
    theirs."""


class PlaceUnchanged(Conflict):
    """Nothing was changed: {place} already was as asked."""


class ManagerNotOfPlace(RuleViolation):
    """Nothing was changed: {person} does not see {place}, so cannot manage it."""


class CalendarNameTaken(Conflict):
    """The calendar was not saved: there is already one called {name}."""


class CalendarMalformed(RuleViolation):
    """The calendar was not saved: {reason}"""


class TeamCodeTaken(Conflict):
    """The team was not made: there is already one with the code {code}."""


class TeamMalformed(RuleViolation):
    """The team was not saved: it needs a name, and a code of small letters, digits and hyphens."""


class TeamUnchanged(Conflict):
    """Nothing was changed: the team already was as asked."""
