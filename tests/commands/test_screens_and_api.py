"""Every command that a screen offers is one of the API too, or is named here with a reason.

Both sides are found by following the code from the addresses.
"""

from __future__ import annotations

from tests.commands.reached import every_service_command, reached_from, takes_post
from tests.house.source import APPS
from tests.security.endpoints import Endpoint, every_endpoint

# By room where the reason is the same for all of them.
ROOMS_OF_PEOPLE = {
    "accounts": "who may do what, and where, is given by signed-in people: no token widens a right",
    "inventory.catalog": "set up by people and their files; programs read what follows from it",
}
PERSONAL = "how somebody sets up their own screens"
UNDO = "a toast's: a program calls the opposite command"
FILE = "a file of rows; a program calls the command of each row"
AT_DOOR = "answered to the call that sent it, which sends it again as it should be"
STEP = "done over the API as a step of its case, by `do_case_step`"
EXPORT = "a short list is sent with the page; over the API it is a job, by `start_export`"
SETUP = "set up by people; programs read what follows from it"
# A screen's job for many rows is one call of the API, which takes as many and answers each.
MANY = "a call does as many at once"
SCREEN_ONLY = {
    "exceptions.assign_some_cases": MANY,
    "exceptions.undo_steps": UNDO,
    "exceptions.show_notes": "marks what stood before somebody's eyes",
    "inventory.intake.close_conflict": STEP,
    "inventory.intake.close_gap": STEP,
    "inventory.intake.replay_waiting": STEP,
    "inventory.intake.restart_stream": STEP,
    "inventory.intake.dismiss_waiting": AT_DOOR,
    "inventory.intake.dry_run_waiting": AT_DOOR,
    "inventory.intake.fix_waiting": AT_DOOR,
    "inventory.intake.reopen_waiting": AT_DOOR,
    "inventory.intake.try_correction": AT_DOOR,
    "inventory.intake.remove_snapshot_tolerance": SETUP,
    "inventory.intake.remove_type_owner": SETUP,
    "inventory.intake.set_snapshot_tolerance": SETUP,
    "inventory.intake.set_type_owner": SETUP,
    "job exceptions.bulk": MANY,
    "job receiving.bulk": MANY,
    "job transfers.bulk": MANY,
    "workbench.apply_import": FILE,
    "workbench.change_saved_view": PERSONAL,
    "workbench.check_import": FILE,
    "workbench.clear_default_view": PERSONAL,
    "workbench.delete_saved_view": PERSONAL,
    "workbench.keep_file": EXPORT,
    "workbench.note_export": EXPORT,
    "workbench.read_all_notifications": PERSONAL,
    "workbench.rename_saved_view": PERSONAL,
    "workbench.save_view": PERSONAL,
    "workbench.set_default_view": PERSONAL,
    "workbench.start_job": "each kind of job stands here by its own name",
    "workbench.upload_import": FILE,
}


def offered(endpoints: list[Endpoint]) -> dict[str, set[str]]:
    """Commands, each with the addresses that come to it."""
    found: dict[str, set[str]] = {}
    for endpoint in endpoints:
        for name in reached_from(view_of(endpoint)):
            found.setdefault(name, set()).add(endpoint.name)
    return found


def view_of(endpoint: Endpoint):
    view = endpoint.callback
    return getattr(view, "cls", None) or getattr(view, "view_class", view)


def screens() -> list[Endpoint]:
    ours = (one for one in every_endpoint() if one.callback.__module__.split(".")[0] in APPS)
    return [one for one in ours if not one.is_api and takes_post(one)]


def calls() -> list[Endpoint]:
    return [one for one in every_endpoint() if one.is_api and hasattr(view_of(one), "post")]


def test_every_command_of_a_screen_is_one_of_the_api():
    by_screen, by_call = offered(screens()), offered(calls())
    missing = {
        name: sorted(by_screen[name])
        for name in by_screen.keys() - by_call.keys()
        if name.rpartition(".")[0] not in ROOMS_OF_PEOPLE
    }

    assert {name: missing[name] for name in missing.keys() - SCREEN_ONLY.keys()} == {}
    # What has a call by now, or no screen any more, is no longer an exception.
    assert SCREEN_ONLY.keys() - missing.keys() == set()


def test_the_walk_meets_most_commands():
    """Else it would prove nothing."""
    known, met = set(every_service_command().values()), offered(screens()).keys()

    assert len(known & met) > len(known) / 2
    assert "inventory.transfers.submit_transfer" in met
