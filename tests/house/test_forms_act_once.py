"""Every form that changes something carries a key, and every view behind one acts once per key."""

import ast
import re

from config.env import BASE_DIR
from tests.house import source

POSTING = re.compile(r"<form\b[^>]*method=\"post\"[^>]*>", re.IGNORECASE)
KEYED = re.compile(r"\{% form_key|name=\"form_key\"")
# Folders of the sign-in's own pages: its library answers them, and a second sending is refused there.
SIGN_IN = ("templates/account/", "templates/mfa/")
# Forms without a key, each with why sending it twice does no harm.
KEYLESS = {
    "templates/accounts/invitation.html": "nobody is signed in; the invitation is used up",
    "templates/accounts/lock.html": "unlocks, or signs out: the second finds it done",
    "templates/accounts/me.html": "locks, or signs out: the second finds it done",
    "templates/base.html": "sets the theme that it names",
    "templates/components/export_menu.html": "reads; the same file is made again",
    "templates/workbench/_scope_menu.html": "sets the place that it names",
    "templates/workbench/notifications.html": "reads all: the second finds none",
}
# Views that take POST without acting once, each with why.
TWICE = {
    "accounts.views.unlock": "a wrong PIN is counted, a right one finds it unlocked",
    "accounts.views.lock_now": "the second finds it locked",
    "accounts.views.invitation": "the invitation is used up",
    "approvals.views.bulk.requests_undo": "a toast sends it; a second one is refused",
    "exceptions.views.verbs.undo": "a toast sends it; a second one is refused",
    "inventory.adjustments.views.record.adjustment_scans": "each scan has its own id",
    "inventory.counts.views.scanning.part_scans": "each scan has its own id",
    "inventory.counts.views.scanning.part_start": "the second finds it begun",
    "inventory.receiving.views.putaway.receipt_putaway_scans": "each scan has its own id",
    "inventory.receiving.views.scan.receipt_scans": "each scan has its own id",
    "inventory.intake.views.waiting.waiting_try": "tries, and writes nothing",
    "inventory.transfers.views.record.transfer_undo_submit": "a toast sends it; a second is refused",
    "workbench.people.devices.device_register": "refused by the name; the cookie is in the answer",
    "workbench.views.exports.export": "reads; the same file is made again",
    "workbench.views.frame.choose": "sets the place that it names",
    "workbench.views.frame.theme": "sets the theme that it names",
    "workbench.views.notices.read_all": "the second finds none",
    "workbench.views.undo.take_back": "a toast sends it; a second one is refused",
    "workbench.views.scanning.photo": "reads a picture, and writes nothing",
}
ACTS = {"acts_once", "answers_once"}


def keyless_forms() -> set[str]:
    found = set()
    for path in source.under("templates", suffix=".html"):
        name, text = str(path.relative_to(BASE_DIR)), path.read_text()
        for form in POSTING.finditer(text):
            body = text[form.end() :].split("</form>")[0]
            if not KEYED.search(body) and not name.startswith(SIGN_IN):
                found.add(name)
    return found


def takes_post(decorator: ast.expr) -> bool:
    text = ast.unparse(decorator)
    return text == "require_POST" or (text.startswith("require_http_methods") and "POST" in text)


def views_that_may_act_twice() -> set[str]:
    return {
        f"{module.name.removesuffix('.py').replace('/', '.')}.{function.name}"
        for module in source.modules()
        for function in module.functions()
        if any(takes_post(each) for each in function.decorator_list)
        and not ACTS & {ast.unparse(each) for each in function.decorator_list}
    }


def test_every_form_that_posts_carries_its_key():
    assert keyless_forms() == set(KEYLESS)


def test_every_view_that_takes_a_form_acts_once():
    assert views_that_may_act_twice() == set(TWICE)
