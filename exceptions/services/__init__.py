"""The commands of the exception desk, by aggregate."""

from exceptions.services.cases import OCCURRENCES_KEPT, case_fingerprint, close_case, open_case

__all__ = ["OCCURRENCES_KEPT", "case_fingerprint", "close_case", "open_case"]
