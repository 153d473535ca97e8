"""Suggestions: where pieces should move, with the numbers behind it. Nothing happens by itself."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import ExpressionWrapper, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext as _

from accounts.models.place import Principal, scope_q
from inventory.catalog.models import Location, Sku
from inventory.transfers.models import Transfer, TransferLine

# As long a draft has time to become a shipment before its place asks again.
DRAFTED_FOR = timedelta(days=7)
# What left is counted among what the place has.
UNSHIPPED = (Transfer.Status.DRAFT, Transfer.Status.SUBMITTED, Transfer.Status.APPROVED)


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def visible_to(self, principal: Principal) -> SuggestionQuerySet:
        """What leaves or reaches a place in scope."""
        here = scope_q(principal, prefix="from_location__place")
        return self.filter(here | scope_q(principal, prefix="to_location__place"))

    def still_needed(self) -> SuggestionQuerySet:
        """What is left of each (`left`) beside what somebody drafted for its place in the week before
        (`drafted`), by its form or by hand; without what is drafted whole. An origin gives less by what
        is drafted from it.
        """
        here = _drafted().filter(transfer__from_location=OuterRef("from_location"))
        pieces = {"drafted": _pieces(_drafted()), "given": _pieces(here)}
        left = Least(F("target") - F("to_has") - F("drafted"), F("quantity") - F("given"))
        whole = {"left": ExpressionWrapper(left, output_field=models.BigIntegerField())}
        return self.annotate(**pieces).annotate(**whole).filter(Q(left__gte=1))

    def with_drafter(self, reader: Principal) -> SuggestionQuerySet:
        """Who made the newest of those drafts that the reader may see: `drafted_by`."""
        known = _drafted().filter(transfer__in=Transfer.objects.visible_to(reader))
        newest = known.order_by("-transfer_id").values("transfer__asked_by__name")[:1]
        drafter = {"drafted_by": Subquery(newest)}
        return self.annotate(**drafter)


def _drafted() -> models.QuerySet[TransferLine]:
    """The lines of drafts for the place of a suggestion that have not left yet."""
    return TransferLine.objects.filter(
        sku=OuterRef("sku"),
        transfer__to_location=OuterRef("to_location"),
        transfer__status__in=UNSHIPPED,
        transfer__created_at__gt=OuterRef("computed_at") - DRAFTED_FOR,
    )


def _pieces(lines: models.QuerySet[TransferLine]) -> Coalesce:
    """What is approved of these lines, or asked where nobody decided yet."""
    due = Sum(Coalesce("approved", "asked"))
    total = lines.order_by().values("sku").annotate(pieces=due).values("pieces")
    return Coalesce(Subquery(total), 0, output_field=models.BigIntegerField())


class Suggestion(models.Model):
    """One SKU from where it lasts long to where it runs out. Written anew by each sweep."""

    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="+")
    from_location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="+")
    to_location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()
    # The inputs of the formula, as they were: pieces and what was sold in 28 days, at both ends.
    to_has = models.BigIntegerField()
    to_sold = models.PositiveBigIntegerField()
    from_has = models.BigIntegerField()
    from_sold = models.PositiveBigIntegerField()
    # Below it more should have been ordered; what both ends should have afterwards.
    reorder_point = models.PositiveIntegerField()
    target = models.PositiveIntegerField()
    sells_out_on = models.DateField()
    computed_at = models.DateTimeField()

    objects = SuggestionQuerySet.as_manager()

    # As `still_needed` finds them.
    left: int
    drafted: int
    drafted_by: str | None

    class Meta:
        ordering = ["sells_out_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sku", "to_location"], name="replenishment_once_per_cell"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="replenishment_positive"),
        ]
        indexes = [models.Index(fields=["sells_out_on", "id"], name="replenishment_soonest")]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.sku_id}"

    @property
    def reference(self) -> str:
        """What a selection calls it, until the next sweep."""
        return f"SM-{self.pk:06d}"

    @property
    def asked_as(self) -> str:
        """Why a transfer of it is asked for."""
        return "balancing" if self.from_sold else "replenishment"

    @property
    def lines(self) -> str:
        """As the form of a draft takes it."""
        return f"{self.sku.code} x {self.left}"

    @property
    def drafted_words(self) -> str:
        """How much of it is on its way to being moved, and by whom; "" when nothing is."""
        named = {"n": f"{self.drafted:,}", "who": self.drafted_by}
        if not self.drafted:
            return ""
        if not self.drafted_by:
            return _("%(n)s already drafted") % named
        return _("%(n)s already drafted by %(who)s") % named

    @property
    def runs_out(self) -> str:
        """When the destination has none left, in words."""
        if self.to_has <= 0:
            return _("is sold out")
        return _("sells out on %(day)s") % {"day": f"{self.sells_out_on:%a %d %b}"}

    @property
    def origin_cover(self) -> str:
        """How long the origin's stock lasts, in words."""
        if not self.from_sold:
            return _("sells none in 28 days")
        weeks = self.from_has * 4 // self.from_sold
        return _("has %(weeks)s weeks") % {"weeks": weeks}
