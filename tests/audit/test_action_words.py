"""Every deed that the code writes into the trail is read in words."""

import re

from audit.queries import action_words
from exceptions.trail_words import ACTIONS
from tests.house import source

ROOMS = "exceptions|approvals|accounts|workbench|inventory"
ACTION = re.compile(rf'"(?:{ROOMS})\.[a-z_]+\.[a-z_]+"')


def actions() -> set[str]:
    """Every literal that is an action."""
    found: set[str] = set()
    for module in source.modules():
        found |= {one.strip('"') for one in ACTION.findall(module.path.read_text())}
    return found


def test_no_action_is_read_as_a_name_of_code() -> None:
    said = {action: action_words(action) for action in actions()}

    assert len(said) > 100
    assert not [one for one in said.items() if "_" in one[1] or not one[1][:1].isupper()]


def test_what_would_read_badly_is_worded() -> None:
    assert action_words("exceptions.case.breached") == "Clock missed"
    assert action_words("exceptions.case.undone") == "Last action taken back"
    assert action_words("exceptions.case.opened") == "Case opened"
    assert all("." not in str(words) for words in ACTIONS.values())
