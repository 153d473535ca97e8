from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from tests.factories import NOON, make_person
from tests.trail import audit_actions
from workbench.models import StoredFile
from workbench.services.files import KEEP_FOR, expire_files, keep_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def keep(name="stock.csv"):
    return keep_file(name=name, content=ContentFile(b"a,b\n"), actor=make_person("Ada"), at=NOON)


def files(folder):
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_removes_the_file_when_its_time_is_over_and_keeps_the_row(folder):
    stored = keep()

    assert expire_files(at=NOON + KEEP_FOR - timedelta(seconds=1)) == 0
    assert len(files(folder)) == 1
    assert expire_files(at=NOON + KEEP_FOR) == 1

    stored = StoredFile.objects.get(pk=stored.pk)
    assert files(folder) == []
    assert (stored.name, stored.removed_at) == ("stock.csv", NOON + KEEP_FOR)
    assert not stored.is_there(NOON)
    assert audit_actions(stored) == ["workbench.file.expired"]
    assert expire_files(at=NOON + KEEP_FOR) == 0


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\stock.xlsx", "stock.xlsx"),
        ("a\x00b\n.csv", "ab.csv"),
        ("", "file"),
        ("ü" * 300 + ".csv", "ü" * 156 + ".csv"),
    ],
)
def test_never_lets_a_name_become_a_path(folder, sent, kept):
    stored = keep(sent)

    assert stored.name == kept
    (name,) = files(folder)
    assert name.startswith(str(stored.token))
    assert stored.size == 4
