"""Pictures made on the spot: good ones with hidden things in them, and hostile ones."""

import io
import struct
import zlib

from PIL import Image, PngImagePlugin

CANARY = b"CANARY-43.8171N-125.3235E"


def picture(width: int = 60, height: int = 40) -> Image.Image:
    """Return a picture whose upper left quarter is red."""
    made = Image.new("RGB", (width, height), "white")
    made.paste("red", (0, 0, width // 2, height // 2))
    return made


def saved(made: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """Return a picture's bytes."""
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """Return EXIF with a place of GPS and a remark."""
    notes = Image.Exif()
    notes[0x0112], notes[0x010E], notes[0x9286] = orientation, CANARY.decode(), CANARY
    notes.get_ifd(0x8825).update(
        {1: "N", 2: (43.0, 49.0, 1.5), 3: "E", 4: (125.0, 19.0, 24.6), 29: CANARY.decode()}
    )
    return notes


def with_secrets() -> dict[str, bytes]:
    """Return pictures of each kind in which the canary sits."""
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", CANARY.decode())
    text.add_itxt("XML:com.adobe.xmp", CANARY.decode())
    xmp = b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>"
    plain = saved(picture())
    return {
        "jpeg with EXIF": saved(picture(), exif=exif()),
        "jpeg with a comment": saved(picture(), comment=CANARY),
        "jpeg with XMP": saved(picture(), xmp=xmp),
        "jpeg with a colour profile": saved(picture(), icc_profile=CANARY * 10),
        "jpeg with a small picture in it": saved(picture(), exif=exif().tobytes() + CANARY),
        "jpeg with something behind it": plain + CANARY,
        "jpeg of two pictures": saved(
            picture(), "MPO", save_all=True, append_images=[picture()], exif=exif()
        ),
        "png with text": saved(picture(), "PNG", pnginfo=text),
        "png with EXIF": saved(picture(), "PNG", exif=exif()),
        "webp with EXIF and XMP": saved(picture(), "WEBP", exif=exif(), xmp=xmp),
        "gif with a comment": saved(picture(), "GIF", comment=CANARY),
        "gif that moves": saved(picture(), "GIF", save_all=True, append_images=[Image.new("RGB", (60, 40))]),
        "jpeg and archive in one": plain + b"PK\x03\x04" + CANARY,
        "jpeg and page in one": saved(picture(), comment=b"<script>alert(1)</script>" + CANARY),
    }


def png_of(width: int, height: int, pixels: bytes = b"") -> bytes:
    """Return a PNG that says it has this size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(pixels))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _many_scans(count: int) -> bytes:
    """Return a progressive JPEG whose last scan comes again and again."""
    good = saved(picture(1200, 900), progressive=True)
    last = good.rfind(b"\xff\xda")
    return good[:last] + good[last:-2] * count + good[-2:]


def hostile() -> dict[str, bytes]:
    """Return what must be refused."""
    jpeg, png, webp = saved(picture(400, 300)), saved(picture(), "PNG"), saved(picture(400, 300), "WEBP")
    return {
        "nothing": b"",
        "one byte": b"\xff",
        "only a sign": b"\xff\xd8\xff",
        "jpeg cut": jpeg[: len(jpeg) // 2],
        "png cut": png[: len(png) // 2],
        "webp cut": webp[: len(webp) // 2],
        "jpeg of noise": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40,
        "png with a false sum": png.replace(b"IHDR\x00\x00\x00", b"IHDR\x00\x01\x00"),
        "flood of 65,000 by 65,000": png_of(65_000, 65_000),
        "flood just over": png_of(6_400, 6_400),
        "flood without end": png_of(2**31 - 1, 2**31 - 1),
        "picture of no width": png_of(0, 10),
        "png without pixels": png_of(3_000, 3_000),
        "gif of 60,000 by 60,000": b"GIF89a" + struct.pack("<HH", 60_000, 60_000) + b"\x00\x00\x00;",
        "jpeg of 2,000 scans": _many_scans(2_000),
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "svg with a head": b'<?xml version="1.0"?><!DOCTYPE svg><svg/>',
        "page": b"<html><script>alert(1)</script></html>",
        "php": b"<?php system($_GET[0]); ?>",
        "pdf": b"%PDF-1.7\n",
        "archive": b"PK\x03\x04" + b"\x00" * 100,
        "program": b"MZ" + b"\x00" * 100,
        "tiff": saved(picture(), "TIFF"),
        "bmp": saved(picture(), "BMP"),
        "icon": saved(picture(32, 32), "ICO"),
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        "heic": b"\x00\x00\x00\x18ftypheic" + b"\x00" * 100,
        "film": b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 100,
        "gif and script in one": b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(1)",
        "png with a bomb of text": png[:33]
        + _chunk(b"zTXt", b"a\x00\x00" + zlib.compress(b" " * 80_000_000))
        + png[33:],
    }
