"""Purchase orders and advance notices from a file: everything that is wrong, nothing twice."""

import pytest
from django.core.files.base import ContentFile

from inventory.receiving.models import Receipt
from kernel.clock import now
from tests.inventory.receiving.dock import cell
from workbench.models import Import
from workbench.services.imports import apply_import, check_import, upload_import
from workbench.services.jobs import run_next_job

HEAD = "Document,Location,From,SKU,Quantity,Unit\n"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def checked(dock, *rows, kind="purchase-orders", actor=None):
    actor = actor or dock.lena
    content = ContentFile((HEAD + "".join(f"{row}\n" for row in rows)).encode())
    run = upload_import(
        kind=kind, name="orders.csv", content=content, actor=actor, at=now(), options={}
    )
    check_import(number=run.pk, mapping=run.mapping, actor=actor, at=now())
    run_next_job(clock=now)
    return Import.objects.get(pk=run.pk)


def applied(dock, *rows, kind="purchase-orders"):
    run = checked(dock, *rows, kind=kind)
    assert run.error_count == 0
    apply_import(number=run.pk, actor=dock.lena, at=now())
    run_next_job(clock=now)
    return Import.objects.get(pk=run.pk)


def test_checking_announces_nothing(dock):
    run = checked(dock, "PO-1,depot,Mill Pottery,MUG,5,", "PO-1,depot,Mill Pottery,PLATE,3,")

    assert run.error_count == 0
    assert not Receipt.objects.exists()
    assert cell(dock.mug, dock.depot) == {}


def test_rows_of_a_document_are_one_delivery_and_put_on_order(dock):
    applied(
        dock,
        "PO-1,depot,Mill Pottery,MUG,2,case",
        "PO-1,depot,Mill Pottery,PLATE,3,",
        "PO-1,camden,Mill Pottery,MUG,4,",
    )

    depot = Receipt.objects.get(location=dock.depot)
    assert Receipt.objects.count() == 2
    assert (depot.kind, depot.document, depot.sender) == ("purchase_order", "PO-1", "Mill Pottery")
    assert depot.lines.get(sku=dock.mug).expected == 24
    assert cell(dock.mug, dock.depot) == {"on_order": 24}


def test_advance_notices_are_their_own_kind(dock):
    applied(dock, "ASN-1,depot,Mill Pottery,MUG,5,", kind="advance-notices")

    assert Receipt.objects.get().kind == "advance_notice"


def test_the_same_file_again_changes_nothing(dock):
    rows = ["PO-1,depot,Mill Pottery,MUG,5,"]

    applied(dock, *rows)
    applied(dock, *rows)

    assert Receipt.objects.count() == 1
    assert cell(dock.mug, dock.depot) == {"on_order": 5}


def test_says_everything_that_is_wrong(dock):
    run = checked(
        dock,
        "PO-1,nowhere,Mill,MUG,5,",
        "PO-2,depot,Mill,NOPE,5,",
        "PO-3,depot,Mill,MUG,-1,",
        "PO-4,depot,Mill,PLATE,2,case",
        "PO-5,depot,Mill,TASSE,2,",
    )

    assert run.error_count == 5
    assert not Receipt.objects.exists()


def test_a_location_of_another_network_is_refused(dock):
    run = checked(dock, "PO-1,lyon,Mill,TASSE,5,")

    assert run.error_count == 1
    assert not Receipt.objects.exists()
