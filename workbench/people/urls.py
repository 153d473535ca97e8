"""Addresses of people, places, clients and oneself."""

from django.urls import path

from accounts import views as entry
from kernel import converters  # noqa: F401 - registers itemcode
from workbench.people import calendars, clients, devices, me, places, teams, users

app_name = "accounts"
urlpatterns = [
    path("lock/", entry.lock, name="lock"),
    path("lock/now/", entry.lock_now, name="lock-now"),
    path("lock/unlock/", entry.unlock, name="unlock"),
    path("invitation/<str:secret>/", entry.invitation, name="invitation"),
    path("me/", me.me, name="me"),
    path("me/pin/", me.pin, name="pin"),
    path("me/pin/remove/", me.pin_remove, name="pin-remove"),
    path("me/sessions/<int:number>/end/", me.session_end, name="session-end"),
    path("accounts/users/", users.UserList.as_view(), name="users"),
    path("accounts/users/invite/", users.user_invite, name="user-invite"),
    path("accounts/users/<int:number>/", users.user, name="user"),
    path("accounts/users/<int:number>/roles/", users.user_roles, name="user-roles"),
    path("accounts/users/<int:number>/places/", users.user_places, name="user-places"),
    path("accounts/users/<int:number>/disable/", users.user_disable, name="user-disable"),
    path("accounts/users/<int:number>/enable/", users.user_enable, name="user-enable"),
    path("accounts/users/<int:number>/reinvite/", users.user_reinvite, name="user-reinvite"),
    path(
        "accounts/users/<int:number>/reset-second-factor/",
        users.user_reset_second_factor,
        name="user-reset-second-factor",
    ),
    path(
        "accounts/users/<int:number>/sessions/<int:session>/end/",
        users.user_end_session,
        name="user-end-session",
    ),
    path("accounts/places/", places.PlaceList.as_view(), name="places"),
    path("accounts/places/new/", places.place_new, name="place-new"),
    path("accounts/places/<itemcode:code>/", places.place, name="place"),
    path("accounts/places/<itemcode:code>/change/", places.place_change, name="place-change"),
    path("accounts/places/<itemcode:code>/move/", places.place_move, name="place-move"),
    path("accounts/places/<itemcode:code>/calendar/", places.place_calendar, name="place-calendar"),
    path("accounts/places/<itemcode:code>/manager/", places.place_manager, name="place-manager"),
    path("accounts/calendars/", calendars.CalendarList.as_view(), name="calendars"),
    path("accounts/calendars/new/", calendars.calendar_new, name="calendar-new"),
    path("accounts/calendars/<int:number>/", calendars.calendar, name="calendar"),
    path("accounts/teams/", teams.TeamList.as_view(), name="teams"),
    path("accounts/teams/new/", teams.team_new, name="team-new"),
    path("accounts/teams/<itemcode:code>/", teams.team, name="team"),
    path("accounts/devices/", devices.DeviceList.as_view(), name="devices"),
    path("accounts/devices/register/", devices.device_register, name="device-register"),
    path("accounts/devices/<int:number>/", devices.device, name="device"),
    path("accounts/devices/<int:number>/retire/", devices.device_retire, name="device-retire"),
    path("accounts/clients/", clients.ClientList.as_view(), name="clients"),
    path("accounts/clients/new/", clients.client_new, name="client-new"),
    path("accounts/clients/<int:number>/", clients.client, name="client"),
    path("accounts/clients/<int:number>/change/", clients.client_change, name="client-change"),
    path("accounts/clients/<int:number>/rotate/", clients.client_rotate, name="client-rotate"),
    path("accounts/clients/<int:number>/disable/", clients.client_disable, name="client-disable"),
    path("accounts/clients/<int:number>/enable/", clients.client_enable, name="client-enable"),
    path(
        "accounts/clients/<int:number>/tokens/<int:token>/revoke/",
        clients.token_revoke,
        name="token-revoke",
    ),
]
