"""Every list that people filter is a list of the API with the same filters, or is named here with a reason."""

from __future__ import annotations

from kernel.lists import ListView
from tests.security.endpoints import every_endpoint
from workbench.api.lists import ListEndpoint, names_of

SETUP = "set up by people; programs read what follows from it"
# Lists without one of the API, by their set of filters.
SCREEN_ONLY = {
    "ClientFilter": SETUP,
    "CalendarFilter": SETUP,
    "DeviceFilter": SETUP,
    "PlaceFilter": "places with stock are the locations",
    "TeamFilter": SETUP,
    "UserFilter": SETUP,
    "SealFilter": "the chain is checked where it is kept",
    "CategoryFilter": "named with each SKU",
    "ConflictFilter": "answered to the call that caused it",
    "GapFilter": "answered to the source that skips",
    "WaitingFilter": "answered to the call that sent it",
    "StockFilter": "its own address, of many SKUs and places at once",
}
# Filters of the screen alone: a program names references by `code`, and a bulk job is its person's.
SCREENS_OWN = {"RequestFilter": {"reference", "result"}}


def lists() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Names of the filters on screen and over the API, by set of filters."""
    screens, calls = dict[str, set[str]](), dict[str, set[str]]()
    for endpoint in every_endpoint():
        page = getattr(endpoint.callback, "view_class", None)
        view = getattr(endpoint.callback, "cls", None)
        if page is not None and issubclass(page, ListView):
            names = {
                name for key in page.filterset_class.base_filters for name in page.names_of(key)
            }
            screens.setdefault(named(page), set()).update(names)
        elif view is not None and issubclass(view, ListEndpoint):
            calls.setdefault(named(view), set()).update(names_of(view.filterset_class))
    return screens, calls


def named(view: type[ListView] | type[ListEndpoint]) -> str:
    """The set both share; where the API narrows the screen's, it says so by its name."""
    return view.filterset_class.__name__.removeprefix("Api")


def test_every_list_is_one_of_the_api_too():
    screens, calls = lists()

    assert screens.keys() - calls.keys() == SCREEN_ONLY.keys()


def test_the_api_filters_as_the_screen_does():
    screens, calls = lists()
    missing = {
        name: filters - calls[name]
        for name, filters in screens.items()
        if name in calls and filters - calls[name]
    }

    assert missing == SCREENS_OWN
