"""Barcode numbers: which scheme a number is of, and whether its check digit is right (GS1)."""

from inventory.catalog.models import SkuIdentifier

Scheme = SkuIdentifier.Scheme

LENGTHS = {Scheme.EAN8: 8, Scheme.UPCA: 12, Scheme.EAN13: 13, Scheme.GTIN14: 14}
SCHEMES = {length: scheme for scheme, length in LENGTHS.items()}
LONGEST = 14


def check_digit(body: str) -> int:
    """The digit that follows these: weights 3 and 1 from the right, up to the next ten."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(body[::-1]))
    return -total % 10


def scheme_of(value: str) -> Scheme:
    """What a scanned or typed number is, by its length and check digit; else just a number."""
    scheme = SCHEMES.get(len(value)) if value.isascii() and value.isdigit() else None
    return scheme if scheme and not fault(value, scheme) else Scheme.OTHER


def fault(value: str, scheme: str) -> str:
    """Why the value is no number of the scheme, in words; empty when it is one."""
    length = LENGTHS.get(Scheme(scheme))
    if length is None:
        return ""
    if not (value.isascii() and value.isdigit()):
        return "it holds something other than digits."
    if len(value) != length:
        return f"it has {len(value)} digits instead of {length}."
    wanted = check_digit(value[:-1])
    if int(value[-1]) != wanted:
        return f"the last digit is {value[-1]} and should be {wanted}. One digit may be mistyped."
    return ""


def spellings(value: str) -> set[str]:
    """The same trade item number as scanners write it: with or without leading zeros."""
    if not (value.isascii() and value.isdigit() and len(value) in SCHEMES):
        return {value}
    bare = value.lstrip("0")
    return {bare.zfill(length) for length in SCHEMES if len(bare) <= length}
