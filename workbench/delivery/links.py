"""Addresses of pages in what leaves the product."""

from django.conf import settings


def full_address(path: str) -> str:
    """A page's address as somebody outside the browser needs it: from PLUMBLINE_URL."""
    return f"{settings.PUBLIC_URL}{path}"
