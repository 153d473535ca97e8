import pytest

from audit.models import Entry
from tests.factories import make_person
from tests.trail import audit_actions
from tests.workbench.files import bomb, workbook
from tests.workbench.imports import Shelves, text_of, upload
from workbench.errors import ImportNotAllowed, UnknownOption
from workbench.imports.errors import FileIsEmpty, NotATable, WorkbookUnpacksTooLarge
from workbench.models import Import, StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelves(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Shelves().register()


@pytest.fixture
def ada():
    return make_person("Ada", role="admin")


def test_keeps_the_file_and_guesses_its_columns(ada):
    run = upload(ada, "Colour;SHELF;size\nblue;A;2\n", name="C:\\lists\\shelves.csv")

    run = Import.objects.get(pk=run.pk)
    assert (run.status, run.headers) == ("uploaded", ["Colour", "SHELF", "size"])
    assert run.mapping == {"1": "name", "2": "size"}
    assert run.notes == ["The cells are separated by semicolons."]
    assert (run.file.name, text_of(run.file)) == ("shelves.csv", "Colour;SHELF;size\nblue;A;2\n")
    assert "shelves" not in run.file.file.name
    assert audit_actions(run) == ["workbench.import.uploaded"]


def test_reads_a_workbook(ada):
    content = workbook([["Name", "Size"], ["A", 2]]).getvalue()

    assert upload(ada, content, name="shelves.xlsx").headers == ["Name", "Size"]


def refused(error, *args, **facts):
    with pytest.raises(error):
        upload(*args, **facts)
    assert not Import.objects.exists()
    assert not StoredFile.objects.exists()
    assert not Entry.objects.exists()


def test_refuses_people_without_the_right():
    refused(ImportNotAllowed, make_person("Jo", role="warehouse"), "Name\nA\n")


def test_refuses_an_option_that_is_not_on_the_list(ada):
    refused(UnknownOption, ada, "Name\nA\n", options={"side": "up"})
    refused(UnknownOption, ada, "Name\nA\n", options={})


def test_refuses_what_cannot_be_read(ada):
    refused(FileIsEmpty, ada, "")
    refused(NotATable, ada, b"\x89PNG\r\n")
    refused(WorkbookUnpacksTooLarge, ada, bomb(20).getvalue(), name="bomb.xlsx")
