"""Who shapes a network's category tree."""

from accounts.models import Place, User
from inventory.catalog import errors
from inventory.catalog.models import Category
from inventory.catalog.policies.skus import check_may_change, is_code

DEEPEST = 8


def check_create_category(
    *, code: str, name: str, network: Place, parent: Category | None, actor: User | None
) -> None:
    """Refuses, in this order: RightMissing, PlaceOutsideScope, CategoryUnfit,
    CategoryOfAnotherNetwork, CategoryTooDeep, CategoryCodeTaken."""
    check_may_change(network, actor=actor)
    check_words(code, name)
    if parent is not None and parent.network_id != network.pk:
        raise errors.CategoryOfAnotherNetwork
    if depth_of(parent) >= DEEPEST:
        raise errors.CategoryTooDeep
    if Category.objects.filter(network=network, code=code).exists():
        raise errors.CategoryCodeTaken(code=code)


def check_move_category(
    category: Category, *, parent: Category | None, deepest: str, actor: User | None
) -> None:
    """`deepest` is the longest path below the category.

    Refuses, in this order: RightMissing, PlaceOutsideScope, CategoryOfAnotherNetwork,
    CategoryMovesBelowItself, CategoryTooDeep.
    """
    check_may_change(category.network, actor=actor)
    if parent is not None and parent.network_id != category.network_id:
        raise errors.CategoryOfAnotherNetwork
    if parent is not None and parent.path.startswith(category.path):
        raise errors.CategoryMovesBelowItself
    height = deepest.count("/") - category.path.count("/") + 1
    if depth_of(parent) + height > DEEPEST:
        raise errors.CategoryTooDeep


def check_words(code: str, name: str) -> None:
    if not is_code(code, 80) or not is_code(name.strip(), 120):
        raise errors.CategoryUnfit


def depth_of(category: Category | None) -> int:
    return category.path.count("/") - 1 if category else 0
