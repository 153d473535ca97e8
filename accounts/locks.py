"""Row locks of this room."""

from accounts.models import ApiClient, ApiToken, Device, SignIn, User


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
