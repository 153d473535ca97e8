"""Save, change, share and delete views of lists."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Team, User
from audit.services import record
from kernel.lists import lists
from workbench.errors import UnknownList
from workbench.locks import lock_saved_view
from workbench.models import DefaultView, SavedView
from workbench.policies import (
    check_change_saved_view,
    check_default_view,
    check_save_view,
    clean_view_name,
)


@transaction.atomic
def save_view(
    *, list_key: str, name: str, query: str, team: Team | None, actor: User, at: datetime
) -> SavedView:
    """Keep one state of a list under a name, for oneself or for a team.

    Refuses, in this order: UnknownList, ViewNameMissing, SharingNotAllowed, NotInTeam,
    ViewNameTaken, TooManyViews.
    """
    kept = _clean_query(list_key, query)
    name = clean_view_name(name)
    check_save_view(list_key, name=name, team=team, actor=actor)
    view = SavedView.objects.create(
        owner=actor, team=team, list_key=list_key, name=name, query=kept
    )
    after = {"list": list_key, "name": name, "query": kept, "team": team.code if team else None}
    record("workbench.view.saved", view, actor=actor, at=at, after=after)
    return view


@transaction.atomic
def change_saved_view(*, number: int, query: str, actor: User, at: datetime) -> SavedView:
    """Let the view keep another state of its list.

    Refuses, in this order: ViewGone, ViewOfSomebodyElse.
    """
    view = lock_saved_view(number, actor)
    check_change_saved_view(view, actor=actor)
    before = {"query": view.query}
    view.query = _clean_query(view.list_key, query)
    view.save(update_fields=["query"])
    after = {"query": view.query}
    record("workbench.view.changed", view, actor=actor, at=at, before=before, after=after)
    return view


@transaction.atomic
def rename_saved_view(*, number: int, name: str, actor: User, at: datetime) -> SavedView:
    """Give the view another name.

    Refuses, in this order: ViewGone, ViewOfSomebodyElse, ViewNameMissing, ViewNameTaken.
    """
    view = lock_saved_view(number, actor)
    name = clean_view_name(name)
    check_change_saved_view(view, actor=actor, name=name)
    before, view.name = {"name": view.name}, name
    view.save(update_fields=["name"])
    after = {"name": name}
    record("workbench.view.renamed", view, actor=actor, at=at, before=before, after=after)
    return view


@transaction.atomic
def delete_saved_view(*, number: int, actor: User, at: datetime) -> SavedView:
    """Delete the view; lists that opened with it open whole again.

    Refuses, in this order: ViewGone, ViewOfSomebodyElse.
    """
    view = lock_saved_view(number, actor)
    check_change_saved_view(view, actor=actor)
    before = {"list": view.list_key, "name": view.name, "query": view.query}
    record("workbench.view.deleted", view, actor=actor, at=at, before=before)
    view.delete()
    return view


@transaction.atomic
def set_default_view(*, number: int, actor: User, at: datetime) -> DefaultView:
    """Let the list open with this view, for this person.

    Refuses, in this order: ViewGone, ViewIsDefault.
    """
    view = lock_saved_view(number, actor)
    check_default_view(view, actor=actor)
    default, _created = DefaultView.objects.update_or_create(
        user=actor, list_key=view.list_key, defaults={"view": view}
    )
    record("workbench.view.default_set", view, actor=actor, at=at)
    return default


@transaction.atomic
def clear_default_view(*, number: int, actor: User, at: datetime) -> SavedView:
    """Let the list open whole again, for this person.

    Refuses, in this order: ViewGone, ViewNotDefault.
    """
    view = lock_saved_view(number, actor)
    check_default_view(view, actor=actor, wanted=False)
    DefaultView.objects.filter(user=actor, view=view).delete()
    record("workbench.view.default_cleared", view, actor=actor, at=at)
    return view


def _clean_query(list_key: str, query: str) -> str:
    """The query as the list itself would write it.

    Refuses UnknownList.
    """
    view = lists.get(list_key)
    if view is None:
        raise UnknownList
    return view.saved_query_of(query)
