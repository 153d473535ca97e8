import pytest

from tests.forms.collect import Walked, walk_everything


@pytest.fixture
def walked(db, settings, tmp_path) -> Walked:
    settings.MEDIA_ROOT = tmp_path
    return walk_everything()
