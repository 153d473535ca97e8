"""The controls of the frame: theme, location scope, poll."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import signed_in
from accounts.models import Place, User
from accounts.queries import choose_scope, chosen_scope, person
from accounts.services.preferences import change_preferences
from kernel import clock
from kernel.plain import clean_text
from workbench.nav import permitted
from workbench.poll import news_for
from workbench.queries import places_to_choose


def safe_next(request: HttpRequest) -> str:
    """Where a form leads back: an address of ours, else the first page."""
    page = request.POST.get("next") or request.GET.get("next") or "/"
    ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page if ours else "/"


@require_POST
@signed_in
def theme(request: HttpRequest) -> HttpResponse:
    """Fix light or dark; without a value, the other one."""
    user = person(request)
    other = User.Theme.LIGHT if user.theme == User.Theme.DARK else User.Theme.DARK
    change_preferences(
        person=user,
        name=user.name,
        theme=request.POST.get("theme") or other,
        density=user.density,
        time_zone=user.time_zone,
        single_key_shortcuts=user.single_key_shortcuts,
        scanner_gap_ms=user.scanner_gap_ms,
        at=clock.now(),
    )
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    return redirect(safe_next(request))


@require_GET
@signed_in
def scope(request: HttpRequest) -> HttpResponse:
    """The menu of the scope chooser: one's networks and regions, or what matches a text."""
    text = clean_text(request.GET.get("q", "").strip(), longest=80)
    return render(
        request,
        "workbench/_scope_menu.html",
        {
            "places": places_to_choose(person(request), text),
            "chosen": chosen_scope(request).place,
            "next": safe_next(request),
            "q": text,
        },
    )


@require_POST
@signed_in
def choose(request: HttpRequest) -> HttpResponse:
    """Narrow every list to one subtree, or widen to all of one's places."""
    place_id = request.POST.get("place", "")
    place = None
    if place_id:
        visible = Place.objects.visible_to(person(request))
        known = place_id.isascii() and place_id.isdecimal() and len(place_id) < 19
        place = visible.filter(pk=place_id).first() if known else None
        if place is None:
            return HttpResponse(status=404)
    choose_scope(request, place)
    return redirect(safe_next(request))


@require_GET
@signed_in
def poll(request: HttpRequest) -> HttpResponse:
    """204 when nothing changed; else the counters and what waits on the list in view."""
    news = news_for(
        person(request),
        chosen_scope(request),
        list_key=request.GET.get("list", ""),
        query=request.GET.get("query", "")[:2000],
        since=request.GET.get("since", "")[:80],
    )
    if news.token == request.GET.get("known"):
        return HttpResponse(status=204)
    counters = [(item.key, news.counts.get(item.key)) for item in permitted(person(request))]
    return render(request, "workbench/_poll.html", {"news": news, "counters": counters})
