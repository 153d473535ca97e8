from exceptions.models.case import Case, Occurrence

__all__ = ["Case", "Occurrence"]
