"""The screens and the API of adjustments..."""

import json
import re
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from inventory.adjustments.models import Adjustment, Reason
from inventory.catalog.closing import obstacles_of
from tests.controls import summary_of
from tests.factories import NOON, make_person
from tests.inventory.adjustments.shelf import again, cell
from tests.inventory.catalog.screens import browser, post, text_of
from tests.inventory.intake.calls import get, make_token
from workbench.models import Notification
from workbench.services.attachments import attach

Status = Adjustment.Status


def at(name, adjustment):
    return reverse(f"inventory:{name}", kwargs={"reference": adjustment.reference})


def add_photo(adjustment, actor):
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    attach(
        subject_type="adjustments.adjustment",
        subject_id=str(adjustment.pk),
        upload=SimpleUploadedFile("box.png", picture.getvalue(), "image/png"),
        actor=actor,
        at=NOON,
    )


@pytest.fixture
def jo(shelf):
    return browser(shelf.jo)


def test_one_is_begun_filled_and_submitted(shelf, jo):
    form = {"location": "camden", "reason": "lost-in-store", "note_text": ""}
    post(jo, reverse("inventory:adjustment-new"), **form)
    made = Adjustment.objects.get()
    line = {"sku": "MUG", "state": "available", "quantity": "2", "version": made.version}
    post(jo, at("adjustment-line", made), **line)
    assert "£10.00" not in text_of(jo.get(at("adjustment", made)))

    post(jo, at("adjustment-submit", made), version=again(made).version)

    assert again(made).status == Status.POSTED
    assert cell(shelf.mug, shelf.camden) == {"available": 18}


@pytest.mark.parametrize(
    ("quantity", "said"), [("3", "now says 3 of MUG."), ("0", "MUG was taken off AJ-")]
)
def test_a_line_says_what_stands_there_now(shelf, jo, quantity, said):
    draft = shelf.draft()
    line = {"sku": "MUG", "state": "available"}
    post(jo, at("adjustment-line", draft), **line, quantity="1")

    answer = jo.post(at("adjustment-line", draft), {**line, "quantity": quantity}, follow=True)

    assert said in text_of(answer)


def test_scans_fill_the_lines(shelf, jo):
    draft = shelf.draft("lost-in-store", (shelf.mug, "", 1))
    scans = [
        {"id": str(uuid4()), "code": code, "quantity": 1, "at": NOON.isoformat()}
        for code in ("14006381333938", "MUG", "nothing")
    ]
    body = json.dumps({"sent_at": NOON.isoformat(), "scans": scans})

    answer = jo.post(at("adjustment-scans", draft), body, content_type="application/json")

    assert [one["status"] for one in answer.json()["results"]] == ["ok", "ok", "wrong"]
    assert draft.lines.get().quantity == 14
    assert "nothing" in text_of(jo.get(at("adjustment", draft)))


def test_what_is_refused_is_told_on_the_page(shelf, jo):
    draft = shelf.draft("theft-known")

    answer = post(jo, at("adjustment-submit", draft), version=draft.version)
    stale = post(jo, at("adjustment-cancel", draft), version=99, reason="No")

    assert (answer.status_code, stale.status_code) == (422, 409)
    assert "needs a note" in text_of(answer)
    assert again(draft).status == Status.DRAFT


@pytest.mark.parametrize(("verdict", "done"), [("reject", "rejected"), ("send_back", "sent")])
def test_who_asked_is_told_why_where_they_may_read_it(shelf, jo, verdict, done):
    asked = shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 11)))

    shelf.decide(asked, verdict, reason_code="evidence_missing", reason="Where is the glass?")

    told = Notification.objects.filter(user=shelf.jo).latest("pk")
    assert told.text.startswith(f"Priya {done} {asked.reference}")
    assert told.text.endswith("Evidence missing: Where is the glass?")
    page = text_of(jo.get(told.url))
    assert "Evidence missing: Where is the glass?" in page
    assert "See the request" not in page


def test_who_decides_reads_what_was_noted_and_finds_the_photos(shelf, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    asked = shelf.draft("lost-in-store", (shelf.mug, "", 11), note_text="Not in the cage")
    add_photo(asked, shelf.jo)
    shelf.submit(asked)

    page = text_of(browser(shelf.priya).get(f"/approvals/requests/{shelf.request(asked).pk}/"))

    assert "Not in the cage" in page
    assert f'<a href="{at("adjustment", asked)}#attachments">1 photo</a>' in page


def test_a_photo_is_evidence(shelf, jo, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    draft = shelf.draft("damaged-in-delivery")
    assert post(jo, at("adjustment-submit", draft), version=draft.version).status_code == 422
    add_photo(draft, shelf.jo)

    post(jo, at("adjustment-submit", draft), version=draft.version)

    assert again(draft).status == Status.POSTED


def test_held_says_what_is_short_and_what_to_do(shelf, jo):
    adjustment = shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 11)))
    shelf.sell(15)
    shelf.decide(adjustment)

    text = text_of(jo.get(at("adjustment", adjustment)))

    assert "Only 5 of MUG" in text
    assert "Post again" in text
    assert "held" in text_of(jo.get("/"))


def test_list_and_search_know_it(shelf, jo):
    draft = shelf.draft()

    assert draft.reference in text_of(jo.get(reverse("inventory:adjustments")))
    found = jo.get(reverse("workbench:search"), {"q": draft.reference}, follow=True)
    assert draft.reference in text_of(found)
    assert browser(shelf.ada).get(at("adjustment", draft)).status_code == 200
    lyon = make_person("Lou", role="store staff", scope=shelf.foreign.network)
    assert browser(lyon).get(at("adjustment", draft)).status_code == 404


def test_reasons_are_kept_by_admins(shelf, jo):
    ada = browser(shelf.ada)
    form = {"code": "eaten", "label": "Eaten", "effect": "write_off", "states": ["available"],
            "band": "12.50", "is_active": "on"}  # fmt: skip

    assert jo.get(reverse("inventory:reasons")).status_code == 403
    assert "Known theft" in text_of(ada.get(reverse("inventory:reasons")))
    wrong = post(ada, reverse("inventory:reason-new"), **form | {"states": ["reserved"]})
    post(ada, reverse("inventory:reason-new"), **form)
    twice = post(ada, reverse("inventory:reason-new"), **form)
    change = reverse("inventory:reason-change", kwargs={"code": "eaten"})
    post(ada, change, **form | {"label": "Eaten up", "version": 1})
    stale = post(ada, change, **form | {"version": 1})

    assert (wrong.status_code, twice.status_code, stale.status_code) == (422, 422, 409)
    assert "There is a reason eaten already. Choose another code." in text_of(twice)
    assert Reason.objects.get(code="eaten").label == "Eaten up"


def test_who_saved_a_reason_is_led_to_where_it_stands_in_the_list(shelf):
    ada = browser(shelf.ada)
    form = {"code": "eaten", "label": "Eaten", "effect": "write_off", "states": ["available"]}

    made = post(ada, reverse("inventory:reason-new"), **form, band="0")

    page, _hash, mark = made.headers["Location"].partition("#")
    assert f'<a class="row-link" id="{mark}"' in ada.get(page).content.decode()
    assert mark == "r-eaten"


def test_every_mistake_of_a_reason_is_told_at_once_with_the_way_to_its_field(shelf):
    ada, new = browser(shelf.ada), reverse("inventory:reason-new")
    typed = {"effect": "damage", "states": ["damaged"], "band": "much"}

    wrong = post(ada, new, code="Eaten Up", label=" ", **typed)
    taken = post(ada, new, code="theft-known", label="Theft", **typed | {"band": "-1"})

    states = "Sellable to damaged cannot take from: damaged. Choose among: available."
    unfit = "A code has 1 to 40 small letters, digits and hyphens. Write it as broken-in-store."
    assert summary_of(wrong.content.decode()) == [
        ("id_code", unfit),
        ("id_label", "Fill in “Name”."),
        ("id_states", states),
        ("id_band", "“Passes up to a value of” must be a number."),
    ]
    assert summary_of(taken.content.decode()) == [
        ("id_code", "There is a reason theft-known already. Choose another code."),
        ("id_states", states),
        ("id_band", "“Passes up to a value of” must be at least 0."),
    ]


def test_who_was_slower_keeps_what_was_typed_of_a_reason_or_takes_what_is_kept(shelf):
    ada, known = browser(shelf.ada), Reason.objects.get(code="theft-known")
    change = reverse("inventory:reason-change", kwargs={"code": known.code})
    typed = {"label": "Theft", "effect": known.effect, "states": known.states, "band": "100.00"}
    post(ada, change, **typed | {"version": known.version, "is_active": "on"})

    stale = post(ada, change, **typed | {"version": known.version, "label": "Stolen"})
    page = text_of(stale)

    assert stale.status_code == 409
    assert "changed this" in page
    assert "Name: yours Stolen, now Theft." in page
    assert "In use: yours no, now yes." in page
    assert "Keep mine and save" in page
    newest = stale.context["version"]
    assert post(ada, change, **typed | {"version": newest, "label": "Stolen"}).status_code == 302
    assert not Reason.objects.get(code=known.code).is_active


def test_a_new_reason_is_in_use_and_asks_for_nothing_it_would_not_keep(shelf):
    ada = browser(shelf.ada)

    fields = ada.get(reverse("inventory:reason-new")).context["form"].fields

    assert not {"is_active", "version"} & set(fields)


@pytest.mark.parametrize("role", ["finance", "auditor", "ops lead"])
def test_reasons_and_their_limits_are_read_by_whoever_checks_what_passed(shelf, role):
    reader = browser(make_person("Finn", role=role, scope=shelf.network))

    page = text_of(reader.get(reverse("inventory:reasons")))

    assert "Known theft" in page
    assert "New reason" not in page
    assert reverse("inventory:reason-change", kwargs={"code": "theft-known"}) not in page
    assert reader.get(reverse("inventory:reason-new")).status_code == 403


def test_a_location_does_not_close_over_it(shelf):
    shelf.draft()

    assert "1 adjustment of it is open." in obstacles_of(shelf.camden)


def test_api_begins_submits_and_cancels(shelf, client):
    token = make_token(scopes=("adjustments:read", "adjustments:write"), place=shelf.network)
    head = {"headers": {"Authorization": f"Bearer {token}"}, "content_type": "application/json"}
    body = {"location": "camden", "reason": "lost-in-store",
            "lines": [{"sku": "MUG", "quantity": 2}]}  # fmt: skip

    made = client.post("/api/v1/adjustments", json.dumps(body), **head).json()
    path = f"/api/v1/adjustments/{made['reference']}"
    done = client.post(f"{path}/submit", "", **head)
    late = client.post(f"{path}/cancel", json.dumps({"reason": "No"}), **head)

    assert (made["status"], done.json()["status"]) == ("draft", "posted")
    assert (late.status_code, late.json()["code"]) == (409, "adjustment_ended")
    assert get(token, "adjustments").json()["results"][0]["status"] == "posted"


@pytest.fixture
def two_worths(shelf):
    """Two mugs lost, £10.00, posted at once; six broken, £30.00; and a draft without a value yet."""
    small = shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 2)))
    large = shelf.submit(shelf.draft("broken-in-store", (shelf.mug, "available", 6)))
    return small, large, shelf.draft("lost-in-store", (shelf.mug, "", 1))


def references_in(page):
    return re.findall(r"AJ-\d{6}", text_of(page).split("<tbody")[1])


def test_finance_finds_them_by_value_and_by_what_happens(shelf, two_worths):
    small, large, draft = two_worths
    finn = browser(make_person("Finn", role="finance", scope=shelf.network))
    address = reverse("inventory:adjustments")

    by_value = references_in(finn.get(f"{address}?sort=-worth"))
    over = finn.get(f"{address}?over=20")
    lost = references_in(finn.get(f"{address}?effect=lost"))

    assert list(dict.fromkeys(by_value)) == [str(large), str(small), str(draft)]
    assert set(references_in(over)) == {str(large)}
    assert "£30" in text_of(over)
    assert set(lost) == {str(small), str(draft)}


def test_whoever_sees_no_costs_neither_reads_nor_finds_by_value(shelf, jo, two_worths):
    address = reverse("inventory:adjustments")

    assert "£30" not in text_of(jo.get(address))
    assert "No adjustments match these filters" in text_of(jo.get(f"{address}?over=20"))


def test_a_draft_that_needs_a_photo_leads_to_where_it_is_added(shelf, jo):
    draft = shelf.draft("damaged-in-delivery", (shelf.mug, "available", 1))
    assert 'href="#attachments"' in text_of(jo.get(at("adjustment", draft)))

    add_photo(draft, shelf.jo)

    assert 'href="#attachments"' not in text_of(jo.get(at("adjustment", draft)))


def test_whoever_decides_reads_the_code_of_each_line_and_whom_the_policy_asks(shelf):
    request = shelf.request(
        shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "available", 12)))
    )
    lena = browser(shelf.lena)

    page = text_of(lena.get(f"/approvals/requests/{request.pk}/"))

    assert f"{shelf.mug.name} MUG, available" in page
    assert "asks for the role store manager at the location." in page
