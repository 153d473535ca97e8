from insights.models.visit import Visit

__all__ = ["Visit"]
