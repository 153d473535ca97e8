import pytest

from tests.factories import make_person, make_place


@pytest.fixture
def network(db):
    return make_place("UK", name="United Kingdom")


@pytest.fixture
def camden(network):
    return make_place("112", parent=network, name="Camden")


@pytest.fixture
def tove(network):
    return make_person("Tove", role="auditor", scope=network)


@pytest.fixture
def ada(network):
    return make_person("Ada", role="admin", scope=network)


@pytest.fixture
def anchor_file(settings, tmp_path):
    settings.AUDIT_ANCHOR = tmp_path / "audit" / "anchor.jsonl"
    return settings.AUDIT_ANCHOR
