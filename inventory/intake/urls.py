from django.urls import path

from inventory.intake.views.bulk import gap_close, waiting_dismiss_many, waiting_replay
from inventory.intake.views.conflicts import conflict, conflict_close
from inventory.intake.views.lists import ConflictList, GapList, WaitingList
from inventory.intake.views.overview import overview
from inventory.intake.views.owners import (
    owner_remove,
    owner_set,
    owners,
    tolerance_remove,
    tolerance_set,
)
from inventory.intake.views.restarts import stream_restart
from inventory.intake.views.reversals import event_reverse
from inventory.intake.views.sources import source, source_change
from inventory.intake.views.waiting import (
    waiting_dismiss,
    waiting_event,
    waiting_fix,
    waiting_reopen,
    waiting_try,
)

WAITING = "intake/waiting/<str:reference>/"

urlpatterns = [
    path("events/<int:number>/reverse/", event_reverse, name="event-reverse"),
    path("intake/", overview, name="intake"),
    path("intake/waiting/", WaitingList.as_view(), name="waiting"),
    path("intake/waiting/replay/", waiting_replay, name="waiting-replay"),
    path("intake/waiting/dismiss/", waiting_dismiss_many, name="waiting-dismiss"),
    path(WAITING, waiting_event, name="waiting-event"),
    path(f"{WAITING}try/", waiting_try, name="waiting-event-try"),
    path(f"{WAITING}fix/", waiting_fix, name="waiting-event-fix"),
    path(f"{WAITING}dismiss/", waiting_dismiss, name="waiting-event-dismiss"),
    path(f"{WAITING}reopen/", waiting_reopen, name="waiting-event-reopen"),
    path("intake/conflicts/", ConflictList.as_view(), name="conflicts"),
    path("intake/conflicts/<str:reference>/", conflict, name="conflict"),
    path("intake/conflicts/<str:reference>/close/", conflict_close, name="conflict-close"),
    path("intake/gaps/", GapList.as_view(), name="gaps"),
    path("intake/gaps/close/", gap_close, name="gap-close"),
    path("intake/streams/<str:reference>/restart/", stream_restart, name="stream-restart"),
    path("intake/sources/<itemcode:code>/", source, name="source"),
    path("intake/sources/<itemcode:code>/change/", source_change, name="source-change"),
    path("intake/owners/", owners, name="owners"),
    path("intake/owners/set/", owner_set, name="owner-set"),
    path("intake/owners/<int:pk>/remove/", owner_remove, name="owner-remove"),
    path("intake/tolerances/set/", tolerance_set, name="tolerance-set"),
    path("intake/tolerances/<int:pk>/remove/", tolerance_remove, name="tolerance-remove"),
]
