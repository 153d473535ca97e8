from accounts.models.place import Calendar, Holiday, Place
from accounts.models.user import PlaceScope, Team, User

__all__ = ["Calendar", "Holiday", "Place", "PlaceScope", "Team", "User"]
