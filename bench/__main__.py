"""`python -m bench`: every figure Plumbline promises, measured on this machine, as one table.

--quick        a tenth of the data and fewer rounds
--only NAME    posting, routing, events, counts, import, stock, books, screens, desk, start; may be
                   repeated
--keep         leave the data folder, or the database, for a look
"""

import subprocess
import sys

from bench.asked import asked
from bench.engines import own_place
from config import env


def main() -> int:
    """Django reads its settings when it is first imported: the place comes first, then a process."""
    words = sys.argv[1:]
    with own_place(keep=asked(words, about=__doc__ or "").keep):
        return subprocess.run(
            [sys.executable, "-m", "bench.run", *words], check=False, cwd=env.BASE_DIR
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
