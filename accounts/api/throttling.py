"""How often a client may call, per class of route: one atomic step in Redis.

The generic cell rate algorithm keeps one number per client and class, so calls are spread over the
minute and a burst of one whole quota is possible. Without Redis calls pass: a limit that cannot be
counted must not stop the books.

A client that may call more than 1,200 times a minute is not asked for each time: a process takes
the calls of a twentieth of a second together and counts them down itself. What it does not use of
them in that time is lost to the client, never more than that.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

import structlog
from django.core.cache import cache
from django.http import HttpRequest
from django_redis import get_redis_connection
from redis.commands.core import Script
from redis.exceptions import RedisError
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.api.authentication import ClientPrincipal, caller

if TYPE_CHECKING:
    # DRF imports this module while it loads its views.
    from rest_framework.views import APIView

log = structlog.get_logger("plumbline.api")

WINDOW_S = 60

LEASED_S = 0.05
MOST_LEASES = 1_000

# KEYS[1] the cell; ARGV: quota, window in seconds, calls wanted at once.
# Answers {calls taken, remaining, wait in ms, reset in ms}.
TAKE = """
local quota, window, calls = tonumber(ARGV[1]), tonumber(ARGV[2]) * 1000000, tonumber(ARGV[3])
local clock = redis.call('TIME')
local at = clock[1] * 1000000 + clock[2]
local step = window / quota
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or at), at)
if due + step * calls - at > window then calls = 1 end
local next_due = due + step * calls
if next_due - at > window then
  return {0, 0, math.ceil((next_due - at - window) / 1000), math.ceil((due - at) / 1000)}
end
redis.call('SET', KEYS[1], string.format('%.0f', next_due), 'PX', math.ceil((next_due - at) / 1000) + 1)
return {calls, math.floor((window - (next_due - at)) / step), 0, math.ceil((next_due - at) / 1000)}
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """What one call left of a quota."""

    policy: str
    quota: int
    allowed: bool
    remaining: int
    wait_s: int
    reset_s: int

    def headers(self) -> dict[str, str]:
        """RateLimit and RateLimit-Policy as of the tenth draft; Retry-After comes with the 429."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.quota};w={WINDOW_S}',
            "RateLimit": f'"{self.policy}";r={self.remaining};t={self.reset_s}',
        }


@dataclass(slots=True)
class Lease:
    """Calls this process took from a quota together and may still let pass."""

    rate: Rate
    # One item per call; threads take them at the same time.
    left: deque[int]
    until: float

    def passes_one(self) -> bool:
        if monotonic() > self.until:
            return False
        try:
            self.left.pop()
        except IndexError:
            return False
        return True

    def take_over(self, before: Lease) -> None:
        """Threads that found the same lease used up each took a new one: nothing of it is lost."""
        while before.passes_one():
            self.left.append(0)

    def rate_now(self) -> Rate:
        return replace(self.rate, remaining=self.rate.remaining + len(self.left))


_leases: dict[tuple[int, str, int], Lease] = {}
_swapping = Lock()


class ClientThrottle(BaseThrottle):
    """Views may name their class of route as `rate_class`; each class has the client's whole quota."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        principal = caller(request)
        if principal is None:
            return True
        rate = take(principal, policy=rate_class(request, view))
        if rate is None:
            return True
        note_rate(request._request, rate)
        if not rate.allowed:
            refused = Throttled(wait=rate.wait_s)
            refused.policies = [rate.policy]  # type: ignore[attr-defined]
            raise refused
        return True


def rate_class(request: Request, view: APIView) -> str:
    """`ingest`, `read` or `write`: separate budgets, so that one cannot starve the other."""
    named = getattr(view, "rate_class", "")
    return named or ("read" if request.method in {"GET", "HEAD", "OPTIONS"} else "write")


def take(principal: ClientPrincipal, *, policy: str) -> Rate | None:
    """Take one call from the client's quota; None when Redis does not answer."""
    quota = principal.client.calls_per_minute
    together = max(1, int(quota * LEASED_S / WINDOW_S))
    key = (principal.client.pk, policy, quota)
    lease = _leases.get(key) if together > 1 else None
    if lease and lease.passes_one():
        return lease.rate_now()
    lease = _lease(principal, policy=policy, quota=quota, calls=together)
    if lease is None:
        return None
    if together == 1:
        return lease.rate
    with _swapping:
        if len(_leases) >= MOST_LEASES:
            _leases.clear()
        if (before := _leases.get(key)) is not None:
            lease.take_over(before)
        _leases[key] = lease
    return lease.rate_now()


def _lease(principal: ClientPrincipal, *, policy: str, quota: int, calls: int) -> Lease | None:
    """Take so many calls at once, or one when so many are not left."""
    try:
        answer = _script()(
            keys=[cache.make_key(f"rate:{principal.client.pk}:{policy}")],
            args=[quota, WINDOW_S, calls],
            client=get_redis_connection("default"),
        )
    except RedisError as error:
        log.warning("rate_limit_not_counted", error=str(error))
        return None
    taken, remaining, wait_ms, reset_ms = (int(number) for number in answer)
    rate = Rate(
        policy=policy,
        quota=quota,
        allowed=taken > 0,
        remaining=remaining,
        wait_s=math.ceil(wait_ms / 1000),
        reset_s=math.ceil(reset_ms / 1000),
    )
    return Lease(rate, deque(range(taken - 1)), until=monotonic() + LEASED_S)


def note_rate(request: HttpRequest, rate: Rate) -> None:
    """For the middleware outside, which puts it into the answer's head."""
    plain: Any = request
    plain.api_rate = rate


@lru_cache(maxsize=1)
def _script() -> Script:
    return Script(get_redis_connection("default"), TAKE)
