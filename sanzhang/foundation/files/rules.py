"""A photo made harmless: decoded, turned upright, made smaller and written anew without any metadata (T20–T22)."""

import io
import re
import threading
import unicodedata
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_SCANS = 100  # a progressive JPEG has about ten
LONGEST, SMALL = 2000, 480
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_one_at_a_time = threading.Lock()  # 40 megapixels take 160 MB: never two at once in a process


class UnreadablePhoto(ValueError):
    """What was sent is no photo that we take; `words` says what to do."""

    status = 422

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def shown_name(sent: str) -> str:
    """Return the name to offer at download: no folders, no control signs, none that turn the writing (T27)."""
    name = sent.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        sign for sign in name if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    )
    kept = re.sub(r'[<>:"|?*;]', "_", kept).strip(" .")
    stem, dot, end = kept.rpartition(".")
    if dot and len(end) <= 5:
        return f"{stem[: 100 - len(end)] or '文件'}.{end}"
    return kept[:100] or "文件"


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
        with _one_at_a_time:
            upright = _upright(content, name)
    except UnreadablePhoto:
        raise
    except Exception as fault:  # Pillow raises a dozen kinds on broken files; all mean the same to a person
        raise UnreadablePhoto(f"{name}打不开。{_what_else(content)}") from fault
    small = upright.copy()
    small.thumbnail((SMALL, SMALL))
    return Photo(_jpeg(upright), _jpeg(small), upright.width, upright.height)


def _upright(content: bytes, name: str) -> Image.Image:
    """Return the first picture in `content`: at most 2,000 pixels a side, the right way up, on white."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS or _scans(content) > MOST_SCANS:
            raise UnreadablePhoto(f"{name}的像素太多。请用手机直接拍一张,或者缩小后再传。")
        turned = _turned(opened)
        picture: Image.Image = opened
        if opened.mode in ("1", "P"):
            picture = opened.convert("RGBA" if "transparency" in opened.info else "RGB")
        elif opened.mode.startswith("I;16"):
            picture = opened.point(lambda value: value / 256).convert("L")
        picture.thumbnail((LONGEST, LONGEST))  # a JPEG is decoded at a fraction of its size
        flat = _on_white(picture)
    flat.getexif()[0x0112] = turned
    return ImageOps.exif_transpose(flat)


def _turned(opened: Image.Image) -> Any:
    try:
        return opened.getexif().get(0x0112, 1)
    except Exception:  # notes of a camera that can't be read are no reason to refuse its photo
        return 1


def _on_white(picture: Image.Image) -> Image.Image:
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    white = Image.new("RGB", seen.size, "white")
    white.paste(seen, mask=seen.getchannel("A"))
    return white


def _scans(content: bytes) -> int:
    """Return how many scans a JPEG has up to its end: each walks over all pixels, and 40 bytes make one."""
    if not content.startswith(b"\xff\xd8"):
        return 0
    place, scans = 2, 0
    marker = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
    while (found := marker.search(content, place)) and found[1] != b"\xd9":
        scans += found[1] == b"\xda"
        place = found.end() + max(int.from_bytes(content[found.end() : found.end() + 2], "big"), 2)
    return scans


def _what_else(content: bytes) -> str:
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        return "它是苹果手机的 HEIC 照片。请在手机“设置-相机-格式”里选“兼容性最佳”再拍,或者传这张照片的截屏。"
    if content[4:8] == b"ftyp":
        return "它是视频。请传照片,不要传视频。"
    return "请换一张 JPG 或 PNG 照片。"


def _jpeg(image: Image.Image) -> bytes:
    clean = Image.new("RGB", image.size)
    clean.paste(image)  # pixels only: EXIF, XMP, colour profile and comments stay behind
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
