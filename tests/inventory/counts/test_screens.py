import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from inventory.counts.models import Count, CountLine, CountScan
from inventory.counts.services import Shelf, ask_recount
from inventory.counts.shell import due
from kernel.clock import now
from tests.factories import NOON
from tests.inventory.counts.world import (
    BARCODES,
    MINUTE,
    again,
    count_of,
    counted,
    finish,
    line_of,
    part_of,
    plan,
    scan,
)


@pytest.fixture
def jo(store, client):
    client.force_login(store.jo)
    return client


@pytest.fixture
def priya(store, client):
    client.force_login(store.priya)
    return client


def page(client, name, *args):
    answer = client.get(reverse(f"inventory:{name}", args=args))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def send(client, count, *scans, number=1, sent_at=""):
    body = {"sent_at": sent_at or now().isoformat(), "scans": list(scans)}
    url = reverse("inventory:count-scans", args=[count.reference, number])
    return client.post(url, json.dumps(body), content_type="application/json").json()


def sent(code: str, quantity: int = 1, **more):
    at = (now() - timedelta(seconds=5)).isoformat()
    code = BARCODES.get(code, code)
    return {"id": str(uuid4()), "code": code, "quantity": quantity, "at": at, "part": "1", **more}


def test_the_scan_page_says_that_somebody_begins_and_reading_it_alone_does_not(store, jo):
    count = plan(store)
    start = reverse("inventory:count-start", args=[count.reference, 1])
    assert f'hx-post="{start}"' in page(jo, "count-scan-shelf", count.reference, 1)
    assert again(count).status == Count.Status.PLANNED

    answers = [jo.post(start).status_code for _ in range(2)]

    assert answers == [204, 204]
    assert part_of(count).sessions.get().counter == store.jo
    assert again(count).status == Count.Status.COUNTING


def test_a_shelf_somebody_finished_is_not_begun(store, jo):
    count = counted(store, scan(), by=store.sam)

    answer = jo.post(reverse("inventory:count-start", args=[count.reference, 1]))

    assert answer.status_code == 409
    assert not part_of(count).sessions.filter(counter=store.jo).exists()


def test_who_made_a_count_cancels_it_while_nothing_is_counted(store, jo):
    count = plan(store, actor=store.jo)
    jo.post(reverse("inventory:count-start", args=[count.reference, 1]))
    cancel = reverse("inventory:count-cancel", args=[count.reference])

    jo.post(cancel, {"reason": "Twice"})

    assert again(count).status == Count.Status.CANCELLED


def test_who_made_a_count_does_not_cancel_what_is_counted(store, jo):
    count = plan(store, actor=store.jo)
    count_of(count, scan(), by=store.sam)

    jo.post(reverse("inventory:count-cancel", args=[count.reference]), {"reason": "Twice"})

    assert again(count).status == Count.Status.COUNTING


@pytest.mark.parametrize("off", [-3, 0, 3])
@pytest.mark.usefixtures("standing_clock")
def test_a_phone_whose_clock_is_hours_off_counts_as_of_the_scan(store, jo, off):
    store.happens("receipt", "MUG", 9)
    clock, hours = now() + timedelta(hours=off), timedelta(hours=1)
    count = plan(store, at=now() - 2 * hours)
    scans = [sent("MUG", 9, at=(clock - hours).isoformat()), sent("LAMP", at=clock.isoformat())]

    send(jo, count, *scans, sent_at=clock.isoformat())

    mug, lamp = CountScan.objects.order_by("at")
    minute = timedelta(minutes=1)
    assert (mug.sku.code, lamp.sku.code) == ("MUG", "LAMP")
    assert abs(lamp.at - mug.at - hours) < minute
    assert abs(now() - lamp.at) < minute


def test_the_list_shows_what_is_due_running_and_to_review(store, priya):
    plan(store, title="Knitwear wall B")
    store.happens("receipt", "MUG", 3)
    counted(store, scan(quantity=9))

    assert "Knitwear wall B" in page(priya, "counts")
    review = priya.get(reverse("inventory:counts"), {"show": "review"}).content.decode()
    assert "Knitwear wall B" not in review
    assert "To review" in review


def test_a_manager_plans_a_count_with_its_shelves(store, priya):
    answer = priya.post(
        reverse("inventory:count-new"),
        {"location": "CAMDEN", "title": "Knitwear", "shelves": "Wall B: MUG, LAMP\nWindow"},
    )

    count = Count.objects.get()
    assert answer.status_code == 302
    assert (count.origin, count.created_by) == ("planned", store.priya)
    assert [(part.name, part.listed.count()) for part in count.parts.all()] == [
        ("Wall B", 2),
        ("Window", 0),
    ]


def test_all_codes_that_name_nothing_are_said_at_once(store, priya):
    answer = priya.post(
        reverse("inventory:count-new"),
        {"location": "CAMDEN", "title": "Knitwear", "shelves": "Wall: MUG, NOPE, NADA"},
    )

    assert answer.status_code == 422
    assert "NOPE, NADA" in answer.content.decode()
    assert not Count.objects.exists()


def test_the_scan_screen_says_nothing_of_the_books(store, jo):
    store.happens("receipt", "MUG", 7411)
    count = plan(store, Shelf("Wall B", ["MUG", "LAMP"]))

    screen = page(jo, "count-scan-shelf", count.reference, 1)
    codes = page(jo, "count-known", count.reference, 1)
    record = page(jo, "count", count.reference)

    assert "Finish this shelf" in screen
    assert json.loads(codes)["codes"][BARCODES["MUG"]] == {
        "sku": "MUG", "name": "Mug", "factor": 1, "unit": "",
    }  # fmt: skip
    for text in (screen, codes, record):
        assert "7411" not in text
        assert "7,411" not in text


def test_a_recount_does_not_say_what_was_counted_first(store, client):
    store.happens("receipt", "MUG", 3)
    count = counted(store, scan(quantity=8822))
    lines = [line_of(count).pk]
    ask_recount(
        reference=count.reference, line_ids=lines, version=None, actor=store.priya, at=now()
    )
    client.force_login(store.sam)

    pages = [
        page(client, "count-scan-shelf", count.reference, 2),
        page(client, "count-known", count.reference, 2),
        page(client, "count", count.reference),
    ]

    assert not [text for text in pages if "8822" in text or "8,822" in text]


def test_a_recount_is_no_work_of_who_counted_first(store):
    store.happens("receipt", "MUG", 3)
    count = counted(store, scan(quantity=9))
    lines = [line_of(count).pk]
    ask_recount(
        reference=count.reference, line_ids=lines, version=None, actor=store.priya, at=now()
    )
    Count.objects.filter(pk=count.pk).update(due_at=now())

    assert list(due(store.sam)) == [count]
    assert not due(store.jo).exists()


def test_the_first_shelf_that_waits_is_the_one_to_start(store, jo):
    count = plan(store, Shelf("Front"), Shelf("Back"), Shelf("Cellar"))
    count_of(count, scan(), by=store.jo)
    finish(count, store.jo)

    shelves = page(jo, "count", count.reference).split('class="lines"')[1].split("</ul>")[0]

    assert shelves.count("btn primary") == 1
    assert shelves.index("Back") < shelves.index("btn primary") < shelves.index("Cellar")


def test_scans_are_answered_one_by_one_and_resent_safely(store, jo):
    count = plan(store)
    one, other = sent("MUG"), sent("999")

    first = send(jo, count, one, other)
    second = send(jo, count, one, sent("MUG", 2))

    assert [row["status"] for row in first["results"]] == ["ok", "wrong"]
    assert [row["count"] for row in second["results"]] == [3, 3]
    assert CountScan.objects.filter(standing="ok").count() == 2


def test_scans_of_somebody_who_may_not_are_kept_by_the_device(store, client):
    store.happens("receipt", "MUG", 3)
    count = counted(store, scan(quantity=9))
    lines = [line_of(count).pk]
    ask_recount(
        reference=count.reference, line_ids=lines, version=None, actor=store.priya, at=now()
    )
    client.force_login(store.jo)

    answer = send(client, count, sent("MUG"), number=2)

    assert answer["results"][0]["refused"] is True
    assert "somebody else" in answer["results"][0]["detail"]


def test_finishing_posts_and_leads_to_the_record(store, jo):
    count = plan(store)
    send(jo, count, sent("MUG", 2))

    answer = jo.post(
        reverse("inventory:count-finish", args=[count.reference, 1]),
        {"version": part_of(count).version, "complete": "yes"},
    )

    assert answer.headers["Location"] == f"/inventory/counts/{count.reference}/"
    assert again(count).status == Count.Status.CLOSED


def test_a_stale_finish_says_so_on_the_page_of_the_shelf(store, jo):
    count = plan(store)
    send(jo, count, sent("MUG", 2))
    stale = {"version": part_of(count).version + 1}

    answer = jo.post(reverse("inventory:count-finish", args=[count.reference, 1]), stale)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing was finished: somebody finished or reopened" in text
    assert f'href="/inventory/counts/{count.reference}/shelves/1/scan/"' in text
    assert "Finish this shelf" in text
    assert part_of(count).is_open


def test_a_shelf_that_was_finished_meanwhile_says_by_whom(store, jo):
    count = plan(store)
    shown = {"version": part_of(count).version}
    count_of(count, scan(quantity=2), by=store.jo)
    finish(count, store.jo)

    answer = jo.post(reverse("inventory:count-finish", args=[count.reference, 1]), shown)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "is finished already, by Jo" in text
    assert "Back to the count" in text


def test_a_review_before_anything_is_counted_says_so(store, priya):
    text = page(priya, "count-review", plan(store).reference)

    assert "Nothing is counted yet" in text
    assert "is settled" not in text


def test_the_review_shows_the_difference_its_value_and_what_moved_since(store, priya):
    store.happens("receipt", "MUG", 30)
    count = plan(store)
    count_of(count, scan(quantity=12), by=store.jo)
    store.happens("sale", "MUG", 4, minute=7)
    finish(count, store.jo)

    text = page(priya, "count-review", count.reference)

    assert "−18" in text
    assert "£45.00" in text
    assert "1 movement since" in text
    assert "Somebody else must first count" in text


def test_a_reviewer_asks_for_a_recount_and_approves_what_it_confirms(store, priya):
    store.happens("receipt", "MUG", 30)
    count = counted(store, scan(quantity=12))
    line = line_of(count).pk
    form = {"line": line, "version": again(count).version}

    priya.post(reverse("inventory:count-recount", args=[count.reference]), form)
    minute = (now() - NOON) / MINUTE
    count_of(again(count), scan(quantity=12, minute=minute), by=store.sam, number=2, minute=minute)
    count = finish(count, store.sam, number=2, minute=minute)
    answer = priya.post(
        reverse("inventory:count-approve", args=[count.reference]),
        {"line": line, "version": count.version},
    )

    assert answer.status_code == 302
    assert line_of(count).status == CountLine.Status.POSTED
    assert store.shelf("MUG") == 12


def test_a_stale_review_decides_nothing(store, priya):
    store.happens("receipt", "MUG", 30)
    count = counted(store, scan(quantity=12))

    answer = priya.post(
        reverse("inventory:count-keep-books", args=[count.reference]),
        {"line": line_of(count).pk, "version": 1, "reason": "No"},
    )

    assert answer.status_code == 409
    assert line_of(count).status == CountLine.Status.REVIEW


def test_numbers_of_a_finished_shelf_are_corrected_before_it_posts(store, jo):
    store.happens("receipt", "MUG", 30)
    count = counted(store, scan(quantity=3))
    url = reverse("inventory:count-correct", args=[count.reference, 1])

    jo.post(url)
    jo.post(url, {f"n-{store.skus['MUG'].pk}": "30"})
    finish(count, store.jo, minute=60 * 24 * 400)

    assert line_of(count).counted == 30


def test_rules_are_shown_and_changed_by_who_may(store, priya):
    assert "Rules of counting" in page(priya, "count-rules")


@pytest.mark.parametrize("typed", ["3o", "-1", "1.5", "", "1000001", "9" * 40])
def test_a_number_that_is_none_is_refused_beside_its_field(store, jo, typed):
    """And nothing of the page is kept, also what was right."""
    store.happens("receipt", "MUG", 30)
    count = counted(store, scan(quantity=3))
    url, name = (
        reverse("inventory:count-correct", args=[count.reference, 1]),
        f"n-{store.skus['MUG'].pk}",
    )
    jo.post(url)

    answer = jo.post(url, {name: typed})

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Write a whole number from 0 to 1,000,000." in shown
    assert f'href="#q-{name}"' in shown
    assert f'value="{typed}"' in shown
    assert CountScan.objects.filter(kind=CountScan.Kind.CORRECTION).count() == 0


def test_a_number_is_taken_with_its_separators(store, jo):
    count = counted(store, scan(quantity=3))
    url = reverse("inventory:count-correct", args=[count.reference, 1])
    jo.post(url)

    jo.post(url, {f"n-{store.skus['MUG'].pk}": "1,200"})

    assert sum(CountScan.objects.values_list("quantity", flat=True)) == 1200
