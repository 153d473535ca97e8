"""Refusals about people, places and API clients, one sentence each."""

from kernel.errors import Conflict, NotAllowed, RuleViolation


class RightMissing(NotAllowed):
    """Nothing was changed: it needs the right to {right}, which none of your roles has."""


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
    """The client was not saved: it would hold {first} and {second}, and whoever proposes must not
    approve. Make a second client."""


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
