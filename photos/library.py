"""The library as the writing screen asks it: search, several uploads at once, the words and the focal point of each."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.entrance import has_permission
from accounts.models import User
from accounts.roles import ADD_PHOTO, CHANGE_PHOTO, WRITE
from almanac.numbers import whole
from photos.models import Photo

PAGE = 24
BRINGING_IN = timedelta(hours=1)
"""How long a file just sent is still being brought in: its sender may frame it; from then on the photo desk alone."""

WORDS = Photo.NEEDED
FOCAL = ("focal_x", "focal_y")


def _person(request: HttpRequest, *wanted: str) -> User:
    """Strangers do not learn that there is a library."""
    user = request.user
    if not isinstance(user, User) or not has_permission(request):
        raise Http404
    if not any(user.may(permission) for permission in wanted):
        raise PermissionDenied
    return user


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The newest photos that hold every word of `?q=`, or have it as their number; `?before=` goes on from a number."""
    _person(request, WRITE, ADD_PHOTO)
    rows = Photo.objects.in_use().free().order_by("-pk")
    for word in request.GET.get("q", "").replace("\x00", "")[:200].split()[:6]:
        numbered = Photo.objects.numbered(word).values("pk")
        rows = rows.filter(Q(caption__icontains=word) | Q(credit__icontains=word) | Q(pk__in=numbered))
    if before := whole(request.GET.get("before", "")):
        rows = rows.filter(pk__lt=before)
    return JsonResponse({"photos": [told(photo) for photo in rows[:PAGE]]})


def told(photo: Photo) -> dict[str, Any]:
    return {
        "id": photo.pk, "thumb": photo.preview_url(), "lacks": photo.lacks, "needed": Photo.NEEDED,
        **{name: getattr(photo, name) for name in (*WORDS, *FOCAL)},
    }  # fmt: skip


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """One file; its words are those it carries, for whoever sent it to look at."""
    by = _person(request, ADD_PHOTO)
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"error": ""}, status=400)
    try:
        photo = Photo.objects.add(file, by=by)
    except ValidationError as refused:
        return JsonResponse({"error": " ".join(refused.messages)}, status=200)
    return JsonResponse({"photo": told(photo) | _whole(photo)})


def _whole(photo: Photo) -> dict[str, Any]:
    """What the focal point is set on."""
    address, edges = photo.whole()
    return {"whole": address, "edges": edges}


def _may_frame(by: User, photo: Photo) -> bool:
    return by.may(CHANGE_PHOTO) or photo.uploaded_at > timezone.now() - BRINGING_IN


@require_POST
def describe(request: HttpRequest, photo_id: int) -> HttpResponse:
    """Words and focal point; of one's own upload, or of any with the right to change photos."""
    by = _person(request, WRITE, ADD_PHOTO)
    photo = get_object_or_404(Photo.objects.in_use(), pk=photo_id)
    if photo.uploaded_by_id != by.pk and not by.may(CHANGE_PHOTO):
        raise PermissionDenied
    if any(name in request.POST for name in FOCAL) and not _may_frame(by, photo):
        refused = _("The photo desk alone moves the focal point of a photo that is in the library.")
        return JsonResponse({"error": refused})
    try:
        photo.describe(by=by, **{name: request.POST[name] for name in (*WORDS, *FOCAL) if name in request.POST})
    except ValidationError as refused:
        beside = refused.message_dict if hasattr(refused, "error_dict") else {}
        return JsonResponse({"error": " ".join(refused.messages), "errors": beside})
    return JsonResponse({"photo": told(photo)})
