"""What a page may weigh, compressed: limits of UX 15."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from tests.factories import make_person, make_place

KILO = 1024
TEMPLATES = settings.BASE_DIR / "templates"
CSS = [f"css/{name}.css" for name in ("tokens", "base", "components", "screens")]
JS = ["django_htmx/htmx-2.min.js", "js/app.js", "js/keys.js"]
# On every page but those that scan.
DRAFTS = "js/drafts.js"
OTHER = ["icons.svg", "favicon.svg"]


def weight(names: list[str]) -> int:
    return sum(len(gzip.compress(Path(finders.find(name)).read_bytes(), 6)) for name in names)


def test_sheets_stay_under_18_kb() -> None:
    assert weight(CSS) <= 18 * KILO


def test_scripts_stay_under_30_kb() -> None:
    assert weight([*JS, DRAFTS, "js/theme.js"]) <= 30 * KILO


def test_scripts_of_scan_pages_stay_under_30_kb() -> None:
    """They load nothing of their own beside scan.js, and no drafts: what is scanned is kept elsewhere."""
    scanning = [page for page in TEMPLATES.rglob("*.html") if "{% scan_box" in page.read_text()]
    assert scanning
    for page in scanning:
        assert page.name.startswith("_") or "{% block drafts %}{% endblock %}" in page.read_text()
    assert weight([*JS, "js/theme.js", "js/scan.js"]) <= 30 * KILO


@pytest.mark.django_db
def test_a_first_visit_stays_under_80_kb(client: Client) -> None:
    client.force_login(make_person("Ada", role="admin", scope=make_place("UK")))

    page = client.get("/ui/").content

    assert len(gzip.compress(page, 6)) + weight([*CSS, *JS, DRAFTS, *OTHER]) <= 80 * KILO


@pytest.mark.django_db
def test_a_page_asks_for_at_most_12_things(client: Client) -> None:
    client.force_login(make_person("Ada", role="admin", scope=make_place("UK")))

    page = client.get("/ui/").content.decode()

    asked = {part.split('"')[0].split("#")[0] for part in page.split(settings.STATIC_URL)[1:]}
    assert len(asked) + 1 <= 12
