"""What is left of a range of numbers. Pure."""

from collections.abc import Iterable


def left_of(first: int, last: int, arrived: Iterable[int]) -> list[tuple[int, int]]:
    """The pieces of first..last without the numbers that arrived, in order; empty when all did."""
    pieces = []
    start = first
    for number in sorted({number for number in arrived if first <= number <= last}):
        if number > start:
            pieces.append((start, number - 1))
        start = number + 1
    if start <= last:
        pieces.append((start, last))
    return pieces
