"""What a count's views load: the count within the person's places, and one of its shelves."""

from django.http import Http404, HttpRequest

from accounts.queries import person
from inventory.counts.models import Count, CountPart


def count_or_404(request: HttpRequest, reference: str) -> Count:
    rows = Count.objects.visible_to(person(request)).with_reference(reference)
    count = rows.select_related("location__place", "created_by").first()
    if count is None:
        raise Http404
    return count


def part_or_404(count: Count, number: int) -> CountPart:
    part = count.parts.select_related("finished_by", "count__location__place").filter(number=number)
    found = part.first()
    if found is None:
        raise Http404
    return found


def numbers_of(request: HttpRequest, name: str) -> list[int]:
    return [int(text) for text in request.POST.getlist(name) if text.isdecimal() and len(text) < 16]
