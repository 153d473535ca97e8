from accounts.models import Calendar, SignIn, Team
from accounts.services import create_client, register_device
from inventory.ledger.models import Source
from kernel.clock import now
from tests.factories import make_person
from tests.security.samples import foreign, public, shared, skipped
from tests.security.world import World

public(
    "account_login",
    "account_inactive",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "accounts:lock",
    "accounts:unlock",
    "accounts:invitation",
)
# Signing out ends the walk; a wrong secret of somebody else's is in tests/accounts.
skipped("account_logout", "account_reset_password_from_key", "accounts:invitation")


@foreign(
    "accounts:user",
    "accounts:user-roles",
    "accounts:user-places",
    "accounts:user-disable",
    "accounts:user-enable",
    "accounts:user-reinvite",
    "accounts:user-reset-second-factor",
)
def person(world: World):
    return {"number": world.stranger.pk}


def session(world: World) -> SignIn:
    if "session" not in world.made:
        world.made["session"] = SignIn.objects.create(
            person=world.stranger,
            session_key=f"{world.mark}-session",
            means=SignIn.Means.PASSWORD,
            began_at=now(),
            seen_at=now(),
            ip="203.0.113.77",
            agent=world.mark,
        )
    return world.made["session"]


@foreign("accounts:user-end-session")
def session_of_a_stranger(world: World):
    return {"number": world.stranger.pk, "session": session(world).pk}


@foreign("accounts:session-end")
def session_number(world: World):
    return {"number": session(world).pk}


@foreign(
    "accounts:place",
    "accounts:place-change",
    "accounts:place-move",
    "accounts:place-calendar",
    "accounts:place-manager",
)
def place(world: World):
    return {"code": world.south.code}


@shared("accounts:calendar")
def calendar(world: World):
    return {"number": Calendar.objects.get_or_create(name="Everybody's")[0].pk}


@shared("accounts:team")
def team(world: World):
    team, _made = Team.objects.get_or_create(code="mixed", name="Mixed")
    team.members.add(world.stranger)
    return {"code": team.code}


@foreign("accounts:device", "accounts:device-retire")
def device(world: World):
    if "device" not in world.made:
        keeper = make_person(
            f"{world.mark}keeper", role="store manager", scope=world.far_store.place
        )
        world.made["device"], _secret = register_device(
            name=f"{world.mark} tablet",
            place=world.far_store.place,
            lock_after_minutes=3,
            actor=keeper,
            at=now(),
        )
    return {"number": world.made["device"].pk}


def far_client(world: World):
    if "client" not in world.made:
        # Sources belong to no place, their names are for everybody; clients are not.
        code = f"{world.side}-tills"
        Source.objects.create(code=code, name="Tills elsewhere")
        world.made["client"], _token = create_client(
            name=f"{world.mark} tills",
            source_code=code,
            place=world.south,
            scopes=["events:write"],
            actor=None,
            at=now(),
        )
    return world.made["client"]


@foreign(
    "accounts:client",
    "accounts:client-change",
    "accounts:client-rotate",
    "accounts:client-disable",
    "accounts:client-enable",
)
def client(world: World):
    return {"number": far_client(world).pk}


@foreign("accounts:token-revoke")
def token(world: World):
    far = far_client(world)
    return {"number": far.pk, "token": far.tokens.get().pk}
