"""The words behind `python -m bench`."""

import argparse
from collections.abc import Sequence

SECTIONS = (
    *("posting", "routing", "events", "counts", "import"),
    *("stock", "books", "screens", "desk", "start"),
)


class Asked(argparse.Namespace):
    quick: bool
    keep: bool
    only: list[str] | None

    def wants(self, section: str) -> bool:
        return self.only is None or section in self.only


def asked(words: Sequence[str], *, about: str = "") -> Asked:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--only", action="append", choices=SECTIONS)
    return parser.parse_args(words, namespace=Asked())
