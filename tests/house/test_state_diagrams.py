"""Every machine has its diagram in the README of its room, and it is true."""

import pytest

from config.env import BASE_DIR
from config.state_diagrams import drawn, machines, places_in

HOW = "Run: manage.py state_diagrams"


@pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine.name)
def test_every_machine_has_a_place_in_the_page_of_its_room(machine):
    text = machine.page.read_text()

    assert machine.name in places_in(text), (
        f"{machine.page.relative_to(BASE_DIR)} needs the two lines"
        f" <!-- states: {machine.name} --> and <!-- end of states -->. {HOW}"
    )


@pytest.mark.parametrize(
    "page", sorted({machine.page for machine in machines()}), ids=lambda page: page.parent.name
)
def test_diagrams_are_fresh(page):
    text = page.read_text()

    assert drawn(text) == text, f"{page.relative_to(BASE_DIR)} is out of date. {HOW}"


def test_draws_every_move_with_its_command():
    machine = next(one for one in machines() if one.name == "approvals.PolicyVersion.status")

    assert list(machine.lines()) == [
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> draft",
        "    draft --> published: publish",
        "    published --> retired: retire",
        "    retired --> [*]",
        "```",
    ]
