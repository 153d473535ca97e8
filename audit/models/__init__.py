from audit.models.entry import Entry
from audit.models.seal import Seal

__all__ = ["Entry", "Seal"]
