from accounts.models.client import ApiClient, ApiRefusal, ApiToken
from accounts.models.place import Calendar, Holiday, Place
from accounts.models.rights import RightsChange
from accounts.models.session import Device, Invitation, SignIn
from accounts.models.user import PlaceScope, Team, User

__all__ = [
    "ApiClient",
    "ApiRefusal",
    "ApiToken",
    "Calendar",
    "Device",
    "Holiday",
    "Invitation",
    "Place",
    "PlaceScope",
    "RightsChange",
    "SignIn",
    "Team",
    "User",
]
