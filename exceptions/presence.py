"""Who is looking at a case right now. Kept in Redis for 45 seconds after the last sign of them."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache
from django_redis import get_redis_connection
from redis.exceptions import RedisError

from accounts.models import User

GONE_AFTER_S = 45


def look_at(*, case_id: int, user: User, at: datetime) -> list[int]:
    """Note that somebody looks at a case; answers who else does. Without Redis: nobody."""
    key = cache.make_key(f"desk:looking:{case_id}")
    moment = at.timestamp()
    try:
        with get_redis_connection("default").pipeline(transaction=False) as pipe:
            pipe.zadd(key, {str(user.pk): moment})
            pipe.zremrangebyscore(key, "-inf", moment - GONE_AFTER_S)
            pipe.expire(key, GONE_AFTER_S)
            pipe.zrange(key, 0, -1)
            found = pipe.execute()[-1]
    except RedisError:
        return []
    return [int(one) for one in found if int(one) != user.pk]


def others_looking(*, case_id: int, user: User, at: datetime) -> list[User]:
    """The same, as people."""
    ids = look_at(case_id=case_id, user=user, at=at)
    return list(User.objects.filter(pk__in=ids, is_active=True).order_by("name")) if ids else []
