"""The reason codes and the approval policy an installation begins with. A migration writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

# code, label, effect, states, needs: n(ote) p(hoto), band
REASONS: tuple[tuple[str, str, str, str, str, int], ...] = (
    ("broken-in-store", "Broken in the store", "damage", "available", "", 100),
    ("broken-in-warehouse", "Broken in the warehouse", "damage", "available", "", 250),
    ("broken-by-customer", "Broken by a customer", "damage", "available", "", 100),
    ("damaged-in-delivery", "Damaged in delivery", "damage", "available", "p", 250),
    ("damaged-packaging", "Damaged packaging", "damage", "available", "", 250),
    ("water-damage", "Water damage", "damage", "available", "np", 100),
    ("fire-or-smoke", "Fire or smoke damage", "damage", "available", "np", 0),
    ("soiled-on-display", "Soiled on display", "damage", "available", "", 100),
    ("repaired", "Repaired", "repair", "damaged", "", 500),
    ("repacked", "Repacked", "repair", "damaged", "", 500),
    ("cleaned", "Cleaned", "repair", "damaged", "", 500),
    ("damaged-by-mistake", "Was called damaged by mistake", "repair", "damaged", "n", 250),
    ("product-recall", "Product recall", "quarantine", "available", "n", 100000),
    ("quality-check", "Quality check", "quarantine", "available", "", 1000),
    ("suspected-counterfeit", "Suspected counterfeit", "quarantine", "available", "np", 500),
    ("missing-paperwork", "Missing paperwork", "quarantine", "available", "", 1000),
    ("pest-suspected", "Pest suspected", "quarantine", "available", "n", 500),
    ("temperature-broken", "Cold chain broken", "quarantine", "available", "n", 1000),
    ("check-passed", "Check passed", "quarantine_release", "quarantined", "", 1000),
    ("recall-lifted", "Recall lifted", "quarantine_release", "quarantined", "n", 1000),
    ("expired", "Expired", "write_off", "available damaged quarantined", "", 100),
    ("spoiled", "Spoiled", "write_off", "available damaged quarantined", "", 100),
    ("beyond-repair", "Beyond repair", "write_off", "damaged returned", "p", 100),
    ("hygiene", "Cannot be sold for hygiene", "write_off", "returned damaged", "", 100),
    ("destroyed-after-recall", "Destroyed after a recall", "write_off", "quarantined", "np", 0),
    ("used-in-store", "Used in the store", "write_off", "available", "n", 50),
    ("used-as-sample", "Used as a sample or display", "write_off", "available damaged", "n", 50),
    ("given-to-charity", "Given to charity", "write_off", "available damaged", "n", 100),
    ("staff-gift", "Given to staff", "write_off", "available", "n", 0),
    ("marketing", "Given away for marketing", "write_off", "available", "n", 50),
    ("destroyed-in-disaster", "Destroyed in a disaster", "write_off", "available damaged", "np", 0),
    ("sold-to-jobber", "Sold off to a jobber", "liquidate", "damaged returned available", "n", 0),
    ("outlet-lot", "Sold off as a lot", "liquidate", "damaged returned", "n", 100),
    ("faulty-to-supplier", "Faulty, back to the supplier", "vendor_return",
     "damaged quarantined returned", "", 250),
    ("over-delivered", "Delivered too many, sent back", "vendor_return", "available", "n", 250),
    ("wrong-delivered", "Wrong item, sent back", "vendor_return", "available quarantined", "n", 250),
    ("theft-known", "Known theft", "lost", "available damaged", "n", 100),
    ("theft-suspected", "Suspected theft", "lost", "available", "n", 50),
    ("lost-in-store", "Lost in the store", "lost", "available damaged returned", "", 50),
    ("lost-in-warehouse", "Lost in the warehouse", "lost", "available receiving damaged", "", 100),
    ("booked-wrongly-out", "Booked in by mistake", "lost",
     "available receiving damaged quarantined returned", "n", 50),
    ("found-in-store", "Found in the store", "found", "available damaged", "", 100),
    ("found-in-warehouse", "Found in the warehouse", "found", "available receiving damaged", "", 250),
    ("booked-wrongly-in", "Booked out by mistake", "found",
     "available damaged quarantined returned", "n", 50),
)  # fmt: skip

POLICY = "Adjustments above the limit of their reason"
KIND = "adjustments.adjustment"
SAMPLED = 5
# A working day; then the lead may decide as well.
DUE_MINUTES = 480


def write_reasons(model: Any) -> None:
    """Those that are not there yet; what people changed stays."""
    model.objects.bulk_create(
        [
            model(
                code=code,
                label=label,
                effect=effect,
                states=states.split(),
                needs_note="n" in needs,
                needs_photo="p" in needs,
                band=Decimal(band),
                position=10 * number,
            )
            for number, (code, label, effect, states, needs, band) in enumerate(REASONS, 1)
        ],
        ignore_conflicts=True,
    )


def write_policy(get_model: Any, at: Any) -> None:
    """Above a reason's limit the store's manager decides, elsewhere the ops lead; below it nobody."""
    policy, made = get_model("approvals", "Policy").objects.get_or_create(
        kind=KIND, name=POLICY, defaults={"created_at": at, "rank": 1000}
    )
    if not made:
        return
    version = get_model("approvals", "PolicyVersion").objects.create(
        policy=policy,
        number=1,
        status="published",
        sample_percent=SAMPLED,
        note="The policy a new installation begins with.",
        effective_from=at,
        created_at=at,
        published_at=at,
    )
    condition = get_model("approvals", "Condition")
    condition.objects.create(policy_version=version, fact="over_band", operator="is", yes_no=True)
    for position, (role, operator, escalate) in enumerate(
        (("store manager", "is", "ops lead"), ("ops lead", "is_not", "")), 1
    ):
        step = get_model("approvals", "PolicyStep").objects.create(
            policy_version=version,
            position=position,
            role=role,
            place_key="at",
            due_minutes=DUE_MINUTES,
            escalate_role=escalate,
        )
        condition.objects.create(
            policy_version=version,
            step=step,
            fact="location_kind",
            operator=operator,
            text="store",
        )
