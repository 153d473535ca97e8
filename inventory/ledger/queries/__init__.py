"""Reads of the ledger: bounded, indexed, within the scope of whoever asks."""

from inventory.ledger.queries.demand import sold_in
from inventory.ledger.queries.documents import (
    Moved,
    Sums,
    moved,
    moved_between,
    moved_by,
    moved_parts,
)
from inventory.ledger.queries.explain import (
    EventLink,
    ExplainedRow,
    Explanation,
    Position,
    Role,
    explain_cell,
)
from inventory.ledger.queries.horizon import commit_horizon, is_settled
from inventory.ledger.queries.moments import CellMoment, states_at
from inventory.ledger.queries.movements import (
    FEED_START,
    FeedCursor,
    FeedPage,
    Moment,
    MovementPage,
    MovementRow,
    movement_feed,
    movements_of_event,
    movements_of_reference,
    movements_of_sku,
)
from inventory.ledger.queries.standing import LevelPage, standing_levels
from inventory.ledger.queries.stock import (
    Cell,
    StockPage,
    StockRow,
    cell_stock,
    sellable,
    stock_as_of,
)
from inventory.ledger.queries.trend import DayStock, stock_trend

__all__ = [
    "FEED_START",
    "Cell",
    "CellMoment",
    "DayStock",
    "EventLink",
    "ExplainedRow",
    "Explanation",
    "FeedCursor",
    "FeedPage",
    "LevelPage",
    "Moment",
    "Moved",
    "MovementPage",
    "MovementRow",
    "Position",
    "Role",
    "StockPage",
    "StockRow",
    "Sums",
    "cell_stock",
    "commit_horizon",
    "explain_cell",
    "is_settled",
    "moved",
    "moved_between",
    "moved_by",
    "moved_parts",
    "movement_feed",
    "movements_of_event",
    "movements_of_reference",
    "movements_of_sku",
    "sellable",
    "sold_in",
    "standing_levels",
    "states_at",
    "stock_as_of",
    "stock_trend",
]
