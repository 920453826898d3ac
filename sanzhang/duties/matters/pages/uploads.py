"""Photos out of a request, written anew before any transaction begins."""

from typing import Any

from sanzhang.duties.matters import rules
from sanzhang.foundation.files.rules import Photo, UnreadablePhoto, reencode


def taken_photos(request: Any, *, kept: int = 0) -> list[Photo]:
    """Return the photos of a form, written anew once a request; `kept`: how many are there already.

    Raises: UnreadablePhoto.
    """
    sent = [upload for upload in request.FILES.getlist("photos") if upload.size]
    if kept + len(sent) > rules.PHOTOS_MAX:
        raise UnreadablePhoto(
            f"最多放 {rules.PHOTOS_MAX} 张照片,已经有 {kept} 张,这次又选了 {len(sent)} 张。请少选几张。"
        )
    if not hasattr(request, "photos_taken"):
        request.photos_taken = [
            reencode(one, number=number) for number, one in enumerate(sent, start=kept + 1)
        ]
    taken: list[Photo] = request.photos_taken
    return taken
