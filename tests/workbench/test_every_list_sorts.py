"""Every column that offers to sort its list does, both ways."""

from importlib import import_module

import pytest
from django.conf import settings

from kernel.lists import lists
from tests.factories import make_person, make_place

pytestmark = pytest.mark.django_db


def test_every_column_that_offers_to_sort_does():
    import_module(settings.ROOT_URLCONF)
    ada = make_person("Ada", role="admin", scope=make_place("UK"))
    wrong = []
    for key, view in sorted(lists.items()):
        for name in view.for_person(ada, ada).shape.sorts:
            for sort in (name, f"-{name}"):
                try:
                    list(view.for_person(ada, ada, f"sort={sort}").page.rows)
                except Exception as error:  # every list is to be named, not the first
                    wrong.append(f"{key} by {sort}: {error!r}"[:200])

    assert lists
    assert not wrong, "\n".join(wrong)
