"""The reader of pages: what works, what is refused aloud, and what only looks like it."""

from tests.states.seen import Seen

SKU = "/inventory/skus/MUG/"


def read(html: str) -> Seen:
    return Seen.of(
        f"<form method=post action=/me/><button></button></form><main>{html}</main>", SKU
    )


def form(button: str) -> str:
    return f'<form id="f" method="post" action="{SKU}activate/">{button}</form>'


def test_a_form_with_a_working_button_sends():
    assert read(form("<button>Activate</button>")).sends == {"inventory:sku-activate"}
    assert read(form("") + '<button form="f">Activate</button>').sends == {"inventory:sku-activate"}


def test_a_form_whose_button_is_refused_or_does_something_else_does_not():
    for button in ('<button aria-disabled="true">Go</button>', '<button type="button">Go</button>'):
        assert read(form(button)).sends == set()


def test_a_dialog_counts_once_something_opens_it():
    dialog = f'<dialog id="d">{form("<button>Activate</button>")}</dialog>'

    assert read(dialog).sends == set()
    assert read(f'<button data-dialog="d">Activate</button>{dialog}').sends


def test_a_refused_control_leads_to_its_sentence():
    page = read(
        '<button aria-disabled="true" aria-describedby="why">Ship</button>'
        '<span id="why">You may <b>not</b> ship.</span>'
        '<button aria-disabled="true" aria-describedby="gone">Cancel</button>'
    )

    assert [(one.label, page.sentence_of(one)) for one in page.refused] == [
        ("Ship", "You may not ship."),
        ("Cancel", ""),
    ]


def test_a_disabled_button_says_nothing():
    assert read('<button disabled class="btn">Go</button>').mute == ["btn"]
