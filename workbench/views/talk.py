"""Adding files and comments to a subject, and reading files back: only for who sees the subject."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import signed_in
from accounts.queries import person
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import RuleViolation
from workbench.drafts import drop_draft, keep_draft
from workbench.errors import FileEmpty
from workbench.models import Attachment, Comment
from workbench.once import acts_once
from workbench.pictures import small as small_picture
from workbench.registry import registry
from workbench.services import attachments, comments
from workbench.undo import undo_url

# Whether one wants to hear -> the command, what takes it back, what is said.
WATCHING = {
    True: (comments.watch, "unwatch", gettext_lazy("You watch this now.")),
    False: (comments.stop_watching, "watch", gettext_lazy("You no longer watch this.")),
}


def _subject(request: HttpRequest) -> tuple[str, str]:
    return request.POST.get("subject_type", "")[:60], request.POST.get("subject_id", "")[:60]


def _back(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    """The page it was sent from, with its list and filters; else the subject's own."""
    page = request.POST.get("next", "")
    ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return redirect(page if ours else registry.subject_url(kind, number) or "/")


@require_POST
@signed_in
@answers_refusals
@acts_once
def attach(request: HttpRequest) -> HttpResponse:
    kind, number = _subject(request)
    upload = request.FILES.get("file")
    if upload is None:
        raise FileEmpty
    attachments.attach(
        subject_type=kind, subject_id=number, upload=upload, actor=person(request), at=now()
    )
    messages.success(request, _("The file is added."))
    return _back(request, kind, number)


@require_POST
@signed_in
@answers_refusals
@acts_once
def comment(request: HttpRequest) -> HttpResponse:
    kind, number = _subject(request)
    text, about = request.POST.get("text", ""), f"{kind}:{number}"
    try:
        said = comments.comment(
            subject_type=kind, subject_id=number, text=text, actor=person(request), at=now()
        )
    except RuleViolation:
        keep_draft(request, about, text)
        raise
    drop_draft(request, about)
    messages.success(request, " ".join([_("The comment is saved."), *_untold(said)]))
    return _back(request, kind, number)


def _untold(said: Comment) -> list[str]:
    """Whom it did not reach, in a sentence; nothing when all were told."""
    names = comments.names_of_nobody(said)
    words = ngettext(
        "%(names)s reached nobody: nobody of that name may see this, or more than one person.",
        "%(names)s reached nobody: nobody of these names may see this, or more than one person.",
        len(names),
    )
    return [words % {"names": ", ".join(f"@{name}" for name in names)}] if names else []


@require_POST
@signed_in
@answers_refusals
@acts_once
def watch(request: HttpRequest) -> HttpResponse:
    kind, number = _subject(request)
    act, back, said = WATCHING[request.POST.get("on") == "1"]
    act(subject_type=kind, subject_id=number, actor=person(request), at=now())
    undo = undo_url(back, subject_type=kind, subject_id=number)
    messages.success(request, said, extra_tags=undo)
    return _back(request, kind, number)


@require_GET
@signed_in
def attachment(request: HttpRequest, number: int) -> FileResponse:
    """Always as a download, whatever it is."""
    one = _seen(request, number)
    answer = FileResponse(
        one.file.file.open("rb"), as_attachment=True, filename=one.file.name,
        content_type=one.file.content_type,
    )  # fmt: skip
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_GET
@signed_in
def attachment_small(request: HttpRequest, number: int) -> HttpResponse:
    one = _seen(request, number)
    if not one.is_picture:
        raise Http404
    answer = HttpResponse(small_picture(attachments.bytes_of(one)), content_type="image/webp")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


def _seen(request: HttpRequest, number: int) -> Attachment:
    one = get_object_or_404(Attachment.objects.select_related("file"), pk=number)
    if not registry.may_see(person(request), one.subject_type, one.subject_id):
        raise Http404
    if not one.file.is_there(now()):
        raise Http404
    return one
