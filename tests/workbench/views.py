"""People, teams and saved views for tests, made by the commands."""

from datetime import UTC, datetime

from accounts.models import Team, User
from tests.kernel import place_list
from workbench.models import SavedView
from workbench.services.saved_views import save_view

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LIST = place_list.PlaceList.key


def make_team(code: str, *members: User) -> Team:
    team = Team.objects.create(code=code, name=code.title())
    team.members.set(members)
    return team


def make_view(
    owner: User, *, name: str = "Stores", query: str = "kind=place", team: Team | None = None
) -> SavedView:
    return save_view(list_key=LIST, name=name, query=query, team=team, actor=owner, at=NOON)
