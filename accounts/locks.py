"""Row locks of this room."""

from accounts.models import ApiClient, ApiToken


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
