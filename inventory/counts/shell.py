"""What counts tell the shell: navigation, search, My work, what keeps a location open."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from inventory.catalog.models import Location
from inventory.counts.models import Count, CountLine, CountPart, LineCounter, PartSku
from inventory.counts.policies import MAY_COUNT, MAY_REVIEW
from inventory.counts.tables import count_url
from kernel.clock import now
from workbench.formats import quantity
from workbench.registry import Count as Waiting
from workbench.registry import Hit, NavItem, WorkItem
from workbench.story import MOST_LINES, StoryAsk, StoryLine

TODAY = timedelta(hours=24)
REVIEWED = (Count.Status.REVIEW, Count.Status.POSTED)


def waiting(user: User) -> Waiting:
    """What a counter has to count by tomorrow, and what a reviewer has to look at."""
    number = due(user).count() + to_review(user).count()
    return Waiting(number, late=due(user).filter(due_at__lt=now()).exists())


def due(user: User) -> QuerySet[Count]:
    """What is to be counted by tomorrow and not by somebody else: a recount is, for who counted first."""
    counts = Count.objects.visible_to(user).to_count()
    if not user.may(MAY_COUNT):
        return counts.none()
    return counts.filter(_has_a_shelf_for(user), due_at__lt=now() + TODAY)


def _has_a_shelf_for(user: User) -> Exists:
    listed = PartSku.objects.filter(part=OuterRef(OuterRef("pk")))
    own = LineCounter.objects.filter(
        line__count_id=OuterRef("count_id"),
        line__sku_id__in=listed.values("sku_id"),
        round__lt=OuterRef("round"),
        counter=user,
    )
    shelves = CountPart.objects.filter(count=OuterRef("pk"), status=CountPart.Status.OPEN)
    return Exists(shelves.filter(Q(round=1) | ~Exists(own)))


def to_review(user: User) -> QuerySet[Count]:
    counts = Count.objects.visible_to(user).filter(status__in=REVIEWED)
    return counts if user.may(MAY_REVIEW) else counts.none()


def find_counts(user: User, text: str, limit: int) -> Iterable[Hit]:
    """The count of a reference such as CT-000123."""
    counts = Count.objects.visible_to(user).with_reference(text).select_related("location__place")
    for count in counts[:limit]:
        hint = f"{count.location.name}, {count.get_status_display().lower()}"
        yield Hit(str(count), count_url(count), icon="scan", hint=hint, exact=True)


def url_of_count(subject_id: str) -> str:
    """The page of a count from its number; "" for nonsense."""
    return count_url(Count(pk=int(subject_id))) if subject_id.isdecimal() else ""


def sees_count(user: User, subject_id: str) -> bool:
    """Whether the files and comments of a count are for this person."""
    counts = Count.objects.visible_to(user) if user.may("counts.view") else Count.objects.none()
    return subject_id.isdecimal() and counts.filter(pk=int(subject_id)).exists()


def page_of_label(user: User, code: str) -> str:
    """A scanned CT-… opens the shelf that is to be counted."""
    count = Count.objects.visible_to(user).with_reference(code).first()
    return reverse("inventory:count-scan", args=[count.reference]) if count else ""


def story(user: User, ask: StoryAsk) -> Iterable[StoryLine]:
    """What counts found of the SKUs of a story at its place, differences told with their sign."""
    ids = [int(key) for kind, key in ask.subjects if kind == "catalog.sku" and key.isdecimal()]
    lines = CountLine.objects.filter(
        sku_id__in=ids,
        count__location_id=ask.place_id,
        count__in=Count.objects.visible_to(user),
        settled_at__isnull=False,
        last_at__gt=ask.since,
        last_at__lte=ask.until,
    )
    for line in lines.select_related("count", "decided_by").order_by("-last_at")[:MOST_LINES]:
        words = _("%(count)s counted %(counted)s, the books said %(book)s")
        facts = {
            "count": line.count.reference,
            "counted": quantity(line.counted),
            "book": quantity(line.book),
        }
        yield StoryLine(
            at=line.last_at,
            room="count",
            label=_("Count"),
            text=words % facts,
            recorded_at=line.settled_at,
            who=str(line.decided_by or ""),
            sub=line.get_status_display(),
            url=count_url(line.count),
        )


def work(user: User) -> Iterable[WorkItem]:
    """Two lines: what is to count today, what is to review."""
    counts, reviews = due(user), to_review(user)
    number = counts.count()
    if number:
        soonest = counts.aggregate(at=Min("due_at"))["at"]
        title = ngettext("%(n)s count to do", "%(n)s counts to do", number)
        sub = ", ".join(str(count) for count in counts.order_by("due_at")[:2])
        url = f"{reverse('inventory:counts')}?show=due"
        yield WorkItem(title % {"n": f"{number:,}"}, sub, url, number, due=soonest)
    number = reviews.count()
    if number:
        title = ngettext("%(n)s count to review", "%(n)s counts to review", number)
        sub = _("Differences, and codes nobody knew")
        url = f"{reverse('inventory:counts')}?show=review"
        yield WorkItem(title % {"n": f"{number:,}"}, sub, url, number, "warn")


def open_counts_at(location: Location) -> str:
    """What a location that is to be closed still has to finish."""
    number = Count.objects.open().filter(location=location).count()
    if not number:
        return ""
    words = ngettext("%(n)s count is still open here.", "%(n)s counts are still open here.", number)
    return words % {"n": f"{number:,}"}


NAVIGATION = NavItem(
    key="counts",
    label=gettext_lazy("Counts"),
    icon="scan",
    url_name="inventory:counts",
    permission="counts.view",
    group="Stock",
    go="c",
    order=60,
    count=waiting,
)
