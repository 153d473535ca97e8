from django.urls import path

from workbench.views import (
    exports,
    frame,
    gallery,
    jobs,
    notices,
    saved_views,
    scanning,
    search,
    talk,
    undo,
)

app_name = "workbench"
urlpatterns = [
    path("theme/", frame.theme, name="theme"),
    path("scope/", frame.scope, name="scope"),
    path("scope/choose/", frame.choose, name="scope-choose"),
    path("poll/", frame.poll, name="poll"),
    path("search/", search.results, name="search"),
    path("search/palette/", search.palette, name="palette"),
    path("attachments/add/", talk.attach, name="attach"),
    path("attachments/<int:number>/", talk.attachment, name="attachment"),
    path("attachments/<int:number>/small/", talk.attachment_small, name="attachment-small"),
    path("comments/add/", talk.comment, name="comment"),
    path("watch/", talk.watch, name="watch"),
    path("undo/<str:token>/", undo.take_back, name="undo"),
    path("scan/photo/", scanning.photo, name="scan-photo"),
    path("sw.js", scanning.worker, name="worker"),
    path("offline/", scanning.offline, name="offline"),
    path("ui/", gallery.gallery, name="gallery"),
    path("views/menu/", saved_views.menu, name="view-menu"),
    path("views/save/", saved_views.save, name="view-save"),
    *[
        path(f"views/<int:number>/{verb}/", saved_views.change, {"verb": verb}, name=f"view-{verb}")
        for verb in ("change", "rename", "delete", "default", "no-default")
    ],
    path("export/", exports.export, name="export"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:number>/", jobs.job, name="job"),
    path("jobs/<int:number>/cancel/", jobs.cancel, name="job-cancel"),
    path("jobs/<int:number>/download/", jobs.download, name="job-download"),
    path("notifications/", notices.notifications, name="notifications"),
    path("notifications/read/", notices.read_all, name="notifications-read"),
    path("notifications/<int:number>/", notices.open_notification, name="notification"),
]
