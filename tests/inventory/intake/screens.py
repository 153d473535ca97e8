"""Pages as people open them."""

from django.test import Client

from accounts.models import Place, User
from tests.factories import make_person

BACKEND = "accounts.backend.SignInBackend"


def sign_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def browser(name: str, role: str, scope: Place | None) -> Client:
    return sign_in(make_person(name, role=role, scope=scope))


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())
