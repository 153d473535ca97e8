"""People who look at the screens of the ledger, and what a page says to them."""

import re

from tests.factories import make_person


def lena(floor):
    """Sees the whole network, money included."""
    return make_person("Lena", role="ops lead", scope=floor.network)


def jo(floor):
    """Store staff of Camden: no money, one place."""
    return make_person("Jo", role="store staff", scope=floor.camden.place)


def seen_by(client, person, path, **headers):
    client.force_login(person)
    answer = client.get(path, headers=headers)
    return answer.status_code, answer.content.decode()


def words(page):
    """The text of a page without its tags, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
