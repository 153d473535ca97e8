"""How hard the property tests try: a minute by default, with PLUMBLINE_TEST_PROFILE=nightly hours.

The same seed draws the same examples; nightly draws anew each time. The seed is printed.
"""

import random
import sys

from hypothesis import HealthCheck, settings

from config import env

NIGHTLY = env.text("PLUMBLINE_TEST_PROFILE") == "nightly"
SEED = env.number("PLUMBLINE_TEST_SEED", random.randrange(2**32) if NIGHTLY else 20261121)


def trying(*, examples: int, nightly: int, steps: int = 50) -> settings:
    sys.stdout.write(f"seed {SEED}: repeat with PLUMBLINE_TEST_SEED={SEED}\n")
    return settings(
        max_examples=nightly if NIGHTLY else examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=not NIGHTLY,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
