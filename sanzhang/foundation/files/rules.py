"""A photo made harmless: decoded, turned upright, made smaller and written anew without any metadata (T20–T22)."""

import io
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST, SMALL = 2000, 480
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class UnreadablePhoto(ValueError):
    """What was sent is no photo that we take; `words` says what to do."""

    status = 422

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Photo:
    """A photo written anew: JPEG bytes, large and small, and its size in pixels."""

    full: bytes
    small: bytes
    width: int
    height: int


def reencode(upload: Any, *, number: int = 1) -> Photo:
    """Return `upload` (a file with `size` and `read`) as a clean photo.

    Slow (about 0.2 s): do it before the transaction. Raises: UnreadablePhoto.
    """
    name = f"第 {number} 张照片"
    if getattr(upload, "size", 0) > MOST_BYTES:
        raise UnreadablePhoto(f"{name}太大,有 {upload.size // 1_048_576} MB。请选 15 MB 以下的照片。")
    upload.seek(0)
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UnreadablePhoto(f"{name}太大。请选 15 MB 以下的照片。")
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise UnreadablePhoto(f"{name}的像素太多。请用手机直接拍一张,或者缩小后再传。")
            opened.draft("RGB", (LONGEST, LONGEST))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except UnreadablePhoto:
        raise
    except Exception as fault:  # Pillow raises a dozen kinds on broken files; all mean the same to a person
        raise UnreadablePhoto(f"{name}打不开。请换一张 JPG 或 PNG 照片。") from fault
    upright.thumbnail((LONGEST, LONGEST))
    small = upright.copy()
    small.thumbnail((SMALL, SMALL))
    return Photo(_jpeg(upright), _jpeg(small), upright.width, upright.height)


def _jpeg(image: Image.Image) -> bytes:
    clean = Image.new("RGB", image.size)
    clean.paste(image)  # pixels only: EXIF, XMP, colour profile and comments stay behind
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
