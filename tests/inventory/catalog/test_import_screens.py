import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from inventory.catalog.models import Sku
from kernel.clock import now
from tests.factories import make_person
from tests.inventory.catalog.factories import make_admin, make_network
from tests.inventory.catalog.screens import browser, post, text_of
from tests.workbench.files import bomb, workbook
from workbench.models import Import
from workbench.services.jobs import run_next_job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def surroundings(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def gifts():
    return make_network()


@pytest.fixture
def ada(gifts):
    return browser(make_admin(gifts))


def upload(client, text, **fields):
    file = SimpleUploadedFile("skus.csv", text.encode())
    given = {"file": file, "network": "gifts"}
    return post(client, "/inventory/imports/new/skus/", **given | fields)


def test_walks_from_the_upload_to_the_result(ada):
    page = upload(ada, "SKU code,Description\nMUG-1,Mug\n")["Location"]
    assert "Check the file" in text_of(ada.get(page))

    post(ada, f"{page}check/", **{"column-0": "code", "column-1": "name"})
    assert "Being checked" in text_of(ada.get(page))
    run_next_job(clock=now)
    assert "Apply 1 rows" in text_of(ada.get(page))
    post(ada, f"{page}apply/")
    run_next_job(clock=now)

    assert "See the result" in text_of(ada.get(page))
    assert Sku.objects.get().name == "Mug"


def test_shows_errors_and_hands_out_all_of_them(ada):
    page = upload(ada, "Code,Name\n,Mug\n")["Location"]
    post(ada, f"{page}check/", **{"column-0": "code", "column-1": "name"})
    run_next_job(clock=now)

    assert "This is empty. Fill it in." in text_of(ada.get(page))
    errors = b"".join(ada.get(f"{page}errors/").streaming_content).decode("utf-8-sig")
    assert "2,Code,,This is empty. Fill it in." in errors


def test_keeps_the_choice_of_columns_that_cannot_be_used(ada):
    page = upload(ada, "Code,Name\nMUG-1,Mug\n")["Location"]

    answer = post(ada, f"{page}check/", **{"column-0": "", "column-1": "name"})

    assert answer.status_code == 422
    assert "No column is read as Code" in text_of(answer)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"file": SimpleUploadedFile("skus.csv", b"")}, "The submitted file is empty."),
        ({"file": SimpleUploadedFile("x.csv", b"\x89PNG\r\n")}, "neither a CSV file nor"),
        ({"network": ""}, "Choose “Network”."),
        ({"network": "fresh"}, "Select a valid choice"),
    ],
)
def test_shows_the_form_again_with_what_is_wrong(ada, fields, said):
    make_network("fresh")

    answer = upload(ada, "Code,Name\nMUG-1,Mug\n", **fields)

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Import.objects.exists()


def sent(content, name="skus.xlsx"):
    return SimpleUploadedFile(name, content)


BAD = [
    (lambda: workbook([["Code", "Name"], ["MUG-1", "Mug"]], merge="A1:B1"), "merged"),
    (lambda: bomb(1024), "unpack"),
]


@pytest.mark.parametrize(("made", "said"), BAD, ids=["merged cells", "a bomb of a gigabyte"])
def test_refuses_a_bad_workbook_at_the_door(ada, made, said):
    answer = upload(ada, "", file=sent(made().getvalue()))

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Import.objects.exists()


def test_asks_for_the_columns_of_a_wrong_header(ada):
    page = upload(ada, "Colour,Weight\nblue,2\n")["Location"]

    answer = post(ada, f"{page}check/", **{"column-0": "", "column-1": ""})

    assert answer.status_code == 422
    assert "No column is read as Code" in text_of(answer)


def test_tells_a_formula_by_its_row_and_column(ada):
    rows = workbook([["Code", "Name"], ["MUG-1", '=CONCAT("M","ug")']]).getvalue()
    page = upload(ada, "", file=sent(rows))["Location"]
    post(ada, f"{page}check/", **{"column-0": "code", "column-1": "name"})
    run_next_job(clock=now)

    assert "This is a formula." in text_of(ada.get(page))
    assert not Sku.objects.exists()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["skus", "locations", "opening-stock"])
def test_offers_every_kind_with_an_empty_file(ada, kind, form):
    assert f"/inventory/imports/new/{kind}/" in text_of(ada.get("/inventory/imports/"))
    answer = ada.get(f"/inventory/imports/templates/{kind}.{form}")

    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="{kind}.{form}"'


def test_is_closed_to_others_and_to_people_without_the_right(ada, gifts):
    page = upload(ada, "Code,Name\nMUG-1,Mug\n")["Location"]
    jo = browser(make_person("Jo", role="auditor", scope=gifts))

    assert browser(make_admin(gifts, "Omar")).get(page).status_code == 404
    assert jo.get("/inventory/imports/").status_code == 403
    assert ada.get("/inventory/imports/new/nonsense/").status_code == 404
