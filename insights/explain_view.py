"""/insights/explain/: a number as one story."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.models import User
from accounts.queries import chosen_scope, person
from insights.explain import ON_HAND, Question, Story, story_of
from inventory.catalog.models import Location, Sku
from inventory.intake.queries.words import known_skus
from inventory.ledger.views.explain import pack_position, unpack_position
from inventory.ledger.views.moments import Asked, asked_moments, moment_words
from inventory.ledger.vocabulary import State
from inventory.ledger.words import STATE_WORDS
from kernel import clock
from kernel.plain import clean_text


@require_GET
@requires("explain.view")
def explain(request: HttpRequest) -> HttpResponse:
    """Which number, then everything that made it, in order."""
    user, asked = person(request), asked_moments(request)
    page: dict[str, Any] = {
        "asked": asked,
        "sku_text": clean_text(request.GET.get("sku", "").strip(), longest=80),
        "location_text": clean_text(request.GET.get("location", "").strip(), longest=80),
        "state": request.GET.get("state", ON_HAND),
        # Another number is asked for at the same moment.
        "moments": [(name, request.GET[name]) for name in ("at", "known") if request.GET.get(name)],
        "states": [(ON_HAND, _("On hand")), *((s.word, str(STATE_WORDS[s])) for s in State)],
    }
    question = _question(request, user, asked, page)
    if question is not None:
        page |= _told(question, story_of(question, user, chosen_scope(request)), asked)
    return render(request, "insights/explain.html", page)


def _question(
    request: HttpRequest, user: User, asked: Asked, page: dict[str, Any]
) -> Question | None:
    """The number that was asked for; what is missing or unknown is said on the page."""
    if not page["sku_text"] or not page["location_text"]:
        return None
    sku = _sku(user, page["sku_text"])
    locations = Location.objects.visible_to(chosen_scope(request)).select_related("place")
    location = locations.filter(place__code=page["location_text"]).first()
    page["sku_missing"], page["location_missing"] = sku is None, location is None
    if sku is None or location is None:
        return None
    question = Question(
        sku=sku,
        location=location,
        state=page["state"],
        at=clock.now(),
        as_of=asked.moments.as_of,
        known_at=asked.moments.known_at,
        before=unpack_position(request.GET.get("before", "")),
    )
    return question if question.states else None


def _sku(user: User, text: str) -> Sku | None:
    """By its code or any identifier, as the API takes it."""
    known, _unknown = known_skus([text.replace("\x00", "")])
    return Sku.objects.visible_to(user).filter(pk__in=known).first()


def _told(question: Question, story: Story | None, asked: Asked) -> dict[str, Any]:
    here = {
        "sku": question.sku.code,
        "location": question.location.code,
        "state": question.state,
    }
    older = story.found.before if story else None
    return {
        "question": question,
        "story": story,
        "words": moment_words(asked.moments) if asked.moments.is_past else "",
        "keep": list(here.items()),
        "now_url": f"?{urlencode(here)}",
        "onward": question.before is not None,
        "newest_url": f"?{asked.query(**here)}",
        "older_url": f"?{asked.query(**here, before=pack_position(older))}" if older else "",
    }
