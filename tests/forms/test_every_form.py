"""Every form of every screen: sent twice it acts once; sent from a stale page it is refused aloud.

Forms are collected from the pages that the walked world shows to somebody with every role, and from the
pages that such a form leads to.
"""

from __future__ import annotations

from tests.forms.collect import Walked
from tests.forms.sending import older_of, twice_and_late
from tests.screens import is_page

# Forms that change nothing in the walked world, each with what is missing for it.
EFFECTLESS = {
    "workbench:gallery": "shows the parts, takes nothing",
    "accounts:user-reset-second-factor": "nobody of the walk has set one up",
    "accounts:place-manager": "nobody but the walker could be chosen",
    "exceptions:workload-reassign": "one person holds nothing to give",
    "inventory:sku-recipe-set": "the foreign SKU is no kit",
    "inventory:category-move": "there is one category",
    "inventory:gap-close": "no stream has a gap",
    "inventory:source-change": "sent as it was shown it would change nothing, and is told so",
    "inventory:transfers-cancel": "a part of the only one is packed",
    "inventory:waiting-replay": "the only one would still wait",
}
# Forms that change something in other statuses: tests/forms/test_forms_of_every_status.py.
IN_OTHER_STATUSES = {
    "exceptions:case-wait",
    "exceptions:case-split",
    "inventory:transfer-shortage-ask",
}
# Forms that carry a version and act from a stale page too, each with why that does no harm.
ANY_VERSION = {
    "exceptions:case-watch": "whoever watches changes nothing of the case",
    "exceptions:case-link": "two people may link one case",
}
# Forms over something that is there which carry no mark of what they showed, each with why.
ONCE_ONLY = "the second finds it done, and is told so"
ADDS = "adds a row of its own"
ROWS = "each row is looked at anew and has an outcome of its own"
UNMARKED = {
    "accounts:client-disable": ONCE_ONLY,
    "accounts:client-rotate": "makes a further token; the old ones stay",
    "accounts:device-retire": ONCE_ONLY,
    "accounts:me": "nobody else changes one's own settings",
    "accounts:place-move": "names where to, whatever was shown",
    "accounts:token-revoke": ONCE_ONLY,
    "accounts:user-disable": ONCE_ONLY,
    "accounts:user-end-session": ONCE_ONLY,
    "accounts:user-reset-second-factor": ONCE_ONLY,
    "approvals:delegation-end": ONCE_ONLY,
    "approvals:requests-approve": ROWS,
    "approvals:requests-reject": ROWS,
    "approvals:requests-send-back": ROWS,
    "audit:seals-verify": "reads and changes nothing that is shown",
    "exceptions:bulk": ROWS,
    "exceptions:case-next": "takes whatever has the least time by then",
    "exceptions:rules-draft-new": ADDS,
    "exceptions:workload-note": ADDS,
    "exceptions:workload-reassign": ROWS,
    "inventory:conflict-close": ONCE_ONLY,
    "inventory:count-rules-drop": ONCE_ONLY,
    "inventory:event-reverse": ONCE_ONLY,
    "inventory:gap-close": ROWS,
    "inventory:landing-set": "names what holds from now on",
    "inventory:location-suspend": ONCE_ONLY,
    "inventory:owner-remove": ONCE_ONLY,
    "inventory:owner-set": "names what holds from now on",
    "inventory:receipt-damaged": "names how many, whatever was shown",
    "inventory:receipts-receive": ROWS,
    "inventory:receiving-settings": "names what holds from now on",
    "inventory:sku-cost-set": "adds a price from a day on",
    "inventory:sku-discontinue": ONCE_ONLY,
    "inventory:sku-identifier-add": ADDS,
    "inventory:sku-price-set": "adds a price from a day on",
    "inventory:sku-unit-set": "names what holds from now on",
    "inventory:stream-restart": ONCE_ONLY,
    "inventory:suggestions-dismiss": ROWS,
    "inventory:suggestions-draft": ROWS,
    "inventory:suggestions-resume": ROWS,
    "inventory:tolerance-remove": ONCE_ONLY,
    "inventory:tolerance-set": "names what holds from now on",
    "inventory:transfers-cancel": ROWS,
    "inventory:transfers-submit": ROWS,
    "inventory:waiting-dismiss": ROWS,
    "inventory:waiting-event-dismiss": ONCE_ONLY,
    "inventory:waiting-replay": ROWS,
    "workbench:attach": ADDS,
    "workbench:comment": ADDS,
    "workbench:watch": "one's own watch",
}


def test_every_form_acts_once_and_never_from_a_stale_page(walked: Walked) -> None:
    waiting, wrong, effective = list(walked.forms.values()), [], set()
    while waiting:
        form = waiting.pop()
        outcome = twice_and_late(walked, form, any_version=form.view in ANY_VERSION)
        wrong += [f"{form.view}: {fault}" for fault in outcome.faults]
        effective |= {form.view} if outcome.acted else set()
        if is_page(outcome.first):
            waiting += walked.add(form.address, outcome.first.content.decode())

    views = {form.view for form in walked.forms.values()}
    assert not wrong, "\n".join(wrong)
    assert views - effective == set(EFFECTLESS) | IN_OTHER_STATUSES


def test_every_form_over_something_that_is_there_carries_what_it_showed(walked: Walked) -> None:
    keyed = [form for form in walked.forms.values() if form.view != "workbench:gallery"]
    plain = {form.view for form in keyed if not older_of(form)}
    begins = {view for view in plain if view.endswith(("-new", "-invite", "-register"))}

    assert plain - begins - set(UNMARKED) == set()
    assert set(UNMARKED) - plain == set()
