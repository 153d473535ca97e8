"""Pages of the catalogue as a signed-in person gets them."""

from uuid import uuid4

from django.test import Client

from tests.controls import unwrapped


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def post(client, url, **fields):
    """Send a form as the page would, with a key of its own."""
    return client.post(url, {"form_key": str(uuid4())} | fields)


def text_of(answer):
    return unwrapped(answer.content.decode())
