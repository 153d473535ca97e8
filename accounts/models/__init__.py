from accounts.models.client import ApiClient, ApiRefusal, ApiToken
from accounts.models.place import Calendar, Holiday, Place
from accounts.models.user import PlaceScope, Team, User

__all__ = [
    "ApiClient",
    "ApiRefusal",
    "ApiToken",
    "Calendar",
    "Holiday",
    "Place",
    "PlaceScope",
    "Team",
    "User",
]
