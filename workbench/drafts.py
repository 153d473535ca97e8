"""What somebody typed and was refused: kept in their session, per record, until it is sent."""

from __future__ import annotations

from django.http import HttpRequest

KEY = "drafts"
# A session is read with every page, so it keeps the newest few and nobody's novel.
MOST = 5
LONGEST = 12_000


def keep_draft(request: HttpRequest, about: str, text: str) -> None:
    """Show this text in the field again when the person comes back to the record."""
    drafts = {key: kept for key, kept in _drafts(request).items() if key != about}
    if text.strip():
        drafts[about] = text[:LONGEST]
    request.session[KEY] = dict(list(drafts.items())[-MOST:])


def drop_draft(request: HttpRequest, about: str) -> None:
    """It was sent."""
    if about in _drafts(request):
        keep_draft(request, about, "")


def draft_of(request: HttpRequest | None, about: str) -> str:
    return _drafts(request).get(about, "") if request is not None else ""


def _drafts(request: HttpRequest) -> dict[str, str]:
    session = getattr(request, "session", None)
    return dict(session.get(KEY, {})) if session is not None else {}
