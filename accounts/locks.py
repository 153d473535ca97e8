"""Row locks of this room."""

from accounts.models import ApiClient, ApiToken, Calendar, Device, Place, SignIn, Team, User


def lock_client(client_id: int) -> ApiClient:
    """Locking order: client, then its tokens. Never the other way round."""
    return (
        ApiClient.objects.select_for_update(of=("self",)).select_related("place").get(pk=client_id)
    )


def lock_token(token_id: int) -> ApiToken:
    """Locks the client first, so that the number of its live tokens stands still."""
    client_id = ApiToken.objects.values_list("client_id", flat=True).get(pk=token_id)
    client = lock_client(client_id)
    token = ApiToken.objects.select_for_update().get(pk=token_id)
    token.client = client
    return token


def lock_person(user_id: int) -> User:
    """People are locked before their sessions and invitations."""
    return User.objects.select_for_update().get(pk=user_id)


def lock_sign_in(sign_in_id: int) -> SignIn:
    """Locks the person first, as everything does that ends several sessions."""
    person_id = SignIn.objects.values_list("person_id", flat=True).get(pk=sign_in_id)
    person = lock_person(person_id)
    sign_in = SignIn.objects.select_for_update().get(pk=sign_in_id)
    sign_in.person = person
    return sign_in


def lock_device(device_id: int) -> Device:
    return Device.objects.select_for_update(of=("self",)).select_related("place").get(pk=device_id)


def lock_place(place_id: int) -> Place:
    return (
        Place.objects.select_for_update(of=("self",))
        .select_related("parent", "calendar")
        .get(pk=place_id)
    )


def lock_subtree(place_id: int, parent_id: int) -> tuple[Place, Place]:
    """A place with all below it and its new parent, the whole network in the order of ids.

    Moves are rare; locking the network keeps two of them from making a circle.
    """
    network = Place.objects.get(pk=place_id).path.split("/")[1]
    rows = Place.objects.filter(path__startswith=f"/{network}/") | Place.objects.filter(
        pk=parent_id
    )
    locked = {place.pk: place for place in rows.select_for_update().order_by("pk")}
    return locked[place_id], locked[parent_id]


def lock_calendar(calendar_id: int) -> Calendar:
    return Calendar.objects.select_for_update().get(pk=calendar_id)


def lock_team(team_id: int) -> Team:
    return Team.objects.select_for_update().get(pk=team_id)
