"""The category tree of a network."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from accounts.models import Place, User
from audit.services import changed, record
from inventory.catalog.errors import CategoryUnknown, NothingToChange
from inventory.catalog.models import Category
from inventory.catalog.policies.categories import (
    check_create_category,
    check_move_category,
    check_words,
)
from inventory.catalog.policies.skus import check_may_change


@transaction.atomic
def create_category(
    *,
    code: str,
    name: str,
    network: Place,
    actor: User | None,
    at: datetime,
    parent: Category | None = None,
) -> Category:
    """Add a node to the tree.

    Refuses, in this order: RightMissing, PlaceOutsideScope, CategoryUnfit,
    CategoryOfAnotherNetwork, CategoryTooDeep, CategoryCodeTaken.
    """
    check_create_category(code=code, name=name, network=network, parent=parent, actor=actor)
    category = Category.objects.create(
        network=network, code=code, name=name.strip(), parent=parent, path=""
    )
    category.path = f"{parent.path if parent else '/'}{category.pk}/"
    category.save(update_fields=["path"])
    after = {"code": code, "name": category.name, "parent": parent.code if parent else None}
    record("inventory.category.created", category, actor=actor, at=at, place=network, after=after)
    return category


@transaction.atomic
def rename_category(
    *, network: Place, code: str, name: str, actor: User | None, at: datetime
) -> Category:
    """Call a category something else.

    Refuses, in this order: CategoryUnknown, RightMissing, PlaceOutsideScope, CategoryUnfit,
    NothingToChange.
    """
    category = _lock(network, code)
    check_may_change(network, actor=actor)
    check_words(code, name)
    before, after = changed({"name": category.name}, {"name": name.strip()})
    if not after:
        raise NothingToChange
    category.name = name.strip()
    category.save(update_fields=["name"])
    record(
        "inventory.category.renamed",
        category,
        actor=actor,
        at=at,
        place=network,
        before=before,
        after=after,
    )
    return category


@transaction.atomic
def move_category(
    *, network: Place, code: str, parent: Category | None, actor: User | None, at: datetime
) -> Category:
    """Hang a category, with everything below it, under another one or at the top.

    Refuses, in this order: CategoryUnknown, RightMissing, PlaceOutsideScope,
    CategoryOfAnotherNetwork, CategoryMovesBelowItself, CategoryTooDeep, NothingToChange.
    """
    category = _lock(network, code)
    branch = Category.objects.filter(network=network, path__startswith=category.path)
    paths = branch.select_for_update().order_by("id").values_list("path", flat=True)
    deepest = max(paths, key=lambda path: path.count("/"))
    check_move_category(category, parent=parent, deepest=deepest, actor=actor)
    old_parent, old_path = category.parent, category.path
    if old_parent == parent:
        raise NothingToChange
    new_path = f"{parent.path if parent else '/'}{category.pk}/"
    branch.update(path=Concat(Value(new_path), Substr(F("path"), len(old_path) + 1)))
    category.parent, category.path = parent, new_path
    category.save(update_fields=["parent", "path"])
    record(
        "inventory.category.moved",
        category,
        actor=actor,
        at=at,
        place=network,
        before={"parent": old_parent.code if old_parent else None},
        after={"parent": parent.code if parent else None},
    )
    return category


def _lock(network: Place, code: str) -> Category:
    locked = Category.objects.select_for_update(of=("self",)).select_related("parent", "network")
    category = locked.filter(network=network, code=code).first()
    if category is None:
        raise CategoryUnknown(code=code)
    return category
