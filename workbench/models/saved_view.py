"""Saved views: a name for one state of one list."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Team, User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def of_list(self, list_key: str) -> SavedViewQuerySet:
        return self.filter(list_key=list_key)

    def visible_to(self, user: User) -> SavedViewQuerySet:
        """One's own views, and those of one's teams."""
        teams = Team.objects.filter(members=user)
        return self.filter(Q(team=None, owner=user) | Q(team__in=teams))


class SavedView(models.Model):
    """A name for one query of one list: filters, columns, sort, page size. Personal or a team's."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_views"
    )
    list_key = models.CharField(max_length=60)
    name = models.CharField(max_length=40)
    # The list's own query string, in its fixed order.
    query = models.CharField(max_length=2000, blank=True, default="")

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "list_key", "name"],
                condition=Q(team=None),
                name="workbench_own_view_name_once",
            ),
            models.UniqueConstraint(
                fields=["team", "list_key", "name"],
                condition=Q(team__isnull=False),
                name="workbench_team_view_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The view with which a list opens for one person."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="default_views"
    )
    list_key = models.CharField(max_length=60)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="default_of")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "list_key"], name="workbench_default_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.view}"
