"""Files, comments and watchers of things of the other side."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from kernel.clock import now
from tests.factories import make_person
from tests.security.samples import foreign
from tests.security.samples_counts import far_count
from tests.security.samples_receiving import adjustment, receipt
from tests.security.samples_transfers import far_transfer
from tests.security.world import World
from workbench.services.attachments import attach

VERBS = ("attachments", "comments", "watch", "unwatch")


def names_of(word: str) -> tuple[str, ...]:
    return tuple(f"api-{word}-{verb}" for verb in VERBS)


def file_at(world: World, subject: Any) -> dict[str, Any]:
    """A file with a name nobody here may read."""
    kind = subject._meta.label_lower
    if f"file {kind}" not in world.made:
        snapper = make_person(
            f"Snapper-{kind}-{world.side}", role="store manager", scope=world.far_store.place
        )
        world.made[f"file {kind}"] = attach(
            subject_type=kind,
            subject_id=str(subject.pk),
            upload=ContentFile(b"Broken.\n", name=f"{world.mark}.txt"),
            actor=snapper,
            at=now(),
        )
    return {"reference": subject.reference, "number": world.made[f"file {kind}"].pk}


foreign(*names_of("adjustment"))(adjustment)
foreign(*names_of("receipt"))(receipt)


@foreign(*names_of("count"))
def count(world: World):
    return {"reference": far_count(world).reference}


@foreign(*names_of("transfer"))
def transfer(world: World):
    return {"reference": far_transfer(world).reference}


@foreign("api-adjustment-attachment")
def photo(world: World):
    adjustment(world)
    return file_at(world, world.made["adjustment"])


@foreign("api-receipt-attachment")
def note(world: World):
    receipt(world)
    return file_at(world, world.made["receipt"])


@foreign("api-count-attachment")
def list_of(world: World):
    return file_at(world, far_count(world))


@foreign("api-transfer-attachment")
def slip(world: World):
    return file_at(world, far_transfer(world))
