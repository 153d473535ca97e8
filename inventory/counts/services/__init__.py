"""Commands of counts."""

from inventory.counts.services.finishing import Finished, finish_part
from inventory.counts.services.keeping import settle_code
from inventory.counts.services.lines import CountedLine, put_lines
from inventory.counts.services.planning import Shelf, cancel_count, create_count
from inventory.counts.services.reviewing import approve_lines, ask_recount, keep_books
from inventory.counts.services.scanning import Answer, Scan, set_quantity, take_scans
from inventory.counts.services.sessions import correct_part, start_session

__all__ = [
    "Answer",
    "CountedLine",
    "Finished",
    "Scan",
    "Shelf",
    "approve_lines",
    "ask_recount",
    "cancel_count",
    "correct_part",
    "create_count",
    "finish_part",
    "keep_books",
    "put_lines",
    "set_quantity",
    "settle_code",
    "start_session",
    "take_scans",
]
