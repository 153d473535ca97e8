"""Every deed that the code writes into the trail is read in words."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from audit.queries import action_words
from tests.house import source
from tests.house.source import Module

ROOMS = "exceptions|approvals|accounts|workbench|inventory"
ACTION = re.compile(rf'"(?:{ROOMS})\.[a-z_]+\.[a-z_]+"')
# `f"inventory.transfer.{verb}"`: the verb is said by whoever calls the function that it stands in.
OF_A_VERB = re.compile(rf"^((?:{ROOMS})\.[a-z_]+)\.$")
WORDED = [module for module in source.modules() if module.path.name == "trail_words.py"]


def words_of(module: Module) -> dict[str, str]:
    named = import_module(module.name.removesuffix(".py").replace("/", ".")).ACTIONS
    return {action: str(words) for action, words in named.items()}


def actions() -> set[str]:
    """Every literal that is an action, and every verb that is said to one who writes it."""
    found: set[str] = set()
    for module in source.modules():
        if module not in WORDED:
            found |= {one.strip('"') for one in ACTION.findall(module.text) if ".tasks." not in one}
    for room, writer, about in writers():
        found |= {f"{about}.{verb}" for verb in verbs_said_to(writer, room)}
    # What its own writer makes of a status, of what was new, or of what allauth tells.
    return found | {
        *(
            "approvals.request.approved",
            "approvals.request.rejected",
            "approvals.request.sent_back",
        ),
        *("inventory.sku.cost_set", "inventory.sku.price_set"),
        *("workbench.outgoing.sent", "workbench.outgoing.given_up"),
        *("accounts.user.totp_activated", "accounts.user.totp_deactivated"),
        "accounts.user.recovery_codes_generated",
        *("exceptions.code.made", "exceptions.code.changed"),
        *("exceptions.case.step_done", "exceptions.case.step_tried"),
    }


def writers() -> Iterator[tuple[Path, str, str]]:
    """The room, the function, and what its deeds are about."""
    for module in source.modules():
        for function in module.functions():
            texts = [part for part in ast.walk(function) if isinstance(part, ast.JoinedStr)]
            begins = [OF_A_VERB.match(str(getattr(one.values[0], "value", ""))) for one in texts]
            yield from ((module.path.parent, function.name, one[1]) for one in begins if one)


def verbs_said_to(writer: str, room: Path) -> Iterator[str]:
    room = room.parent if room.name == "services" else room
    for module in source.modules():
        if room in module.path.parents:
            for call in ast.walk(module.tree):
                if isinstance(call, ast.Call) and writer == getattr(call.func, "id", ""):
                    yield from (one.value for one in call.args if is_verb(one))


def is_verb(one: ast.expr) -> bool:
    return isinstance(one, ast.Constant) and bool(re.fullmatch("[a-z_]+", str(one.value)))


def test_no_action_is_read_as_a_name_of_code() -> None:
    said = {action: action_words(action) for action in actions()}

    assert len(said) > 180
    assert not [one for one in said.items() if "_" in one[1] or not one[1][:1].isupper()]


def test_a_deed_of_more_than_one_word_is_worded_by_its_room() -> None:
    worded = {action for module in WORDED for action in words_of(module)}

    def names_its_subject(about: str, deed: str) -> bool:
        return deed.startswith(f"{about.removesuffix('s')}_")

    bare = [
        one
        for one in actions() - worded
        if "_" in one and not names_its_subject(*one.split(".")[1:])
    ]
    assert not bare, bare


@pytest.mark.parametrize("module", WORDED, ids=lambda module: module.name)
def test_words_are_a_short_phrase_for_a_deed_that_there_is(module: Module) -> None:
    words = words_of(module)

    assert not set(words) - actions()
    assert all("." not in text and text[:1].isupper() for text in words.values())


def test_what_would_read_badly_is_worded() -> None:
    assert action_words("exceptions.case.breached") == "Clock missed"
    assert action_words("exceptions.case.undone") == "Last action taken back"
    assert action_words("inventory.transfer.missing") == "Pieces reported missing"
    assert action_words("accounts.session.all_ended") == "Signed out everywhere"
    assert action_words("exceptions.case.opened") == "Case opened"
