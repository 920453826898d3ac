"""A photo comes out as pixels only, upright and small enough; everything else is refused in words (T20–T22)."""

import io
import re
import time

import pytest
from PIL import Image

from sanzhang.foundation.files.rules import MOST_BYTES, UnreadablePhoto, reencode
from sanzhang.foundation.files.tests import pictures

SECRETS, HOSTILE = pictures.with_secrets(), pictures.hostile()


def sent(content: bytes) -> io.BytesIO:
    return io.BytesIO(content)


@pytest.mark.parametrize("name", SECRETS)
def test_nothing_hidden_in_a_photo_is_kept(name):
    photo = reencode(sent(SECRETS[name]))

    for content in (photo.full, photo.small):
        assert pictures.CANARY not in content
        assert b"CANARY" not in content
        assert b"<script" not in content
        assert not re.search(rb"Exif|http://ns\.adobe|ICC_PROFILE|XML|GPS", content)
        with Image.open(io.BytesIO(content)) as kept:
            assert kept.format == "JPEG"
            assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
            assert not kept.getexif()
            assert getattr(kept, "n_frames", 1) == 1


@pytest.mark.parametrize("name", [name for name in SECRETS if name.startswith("jpeg")])
def test_the_canary_was_there_before(name):
    assert b"CANARY" in SECRETS[name]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright(orientation):
    lying = {1: [], 2: [0], 3: [3], 4: [1], 5: [5], 6: [2], 7: [6], 8: [4]}[
        orientation
    ]  # Image.Transpose, undone
    turned = pictures.picture(120, 80)
    for way in lying:
        turned = turned.transpose(Image.Transpose(way))

    photo = reencode(sent(pictures.saved(turned, quality=95, exif=pictures.exif(orientation))))

    with Image.open(io.BytesIO(photo.full)) as kept:
        assert kept.size == (photo.width, photo.height) == (120, 80)
        red, white = kept.getpixel((10, 10)), kept.getpixel((110, 70))
    assert red[0] > 200 > 80 > red[1]
    assert min(white) > 230


@pytest.mark.parametrize("orientation", [0, 9, 77])
def test_an_orientation_that_does_not_exist_is_passed_over(orientation):
    photo = reencode(sent(pictures.saved(pictures.picture(), exif=pictures.exif(orientation))))

    assert (photo.width, photo.height) == (60, 40)


def test_a_large_photo_is_made_smaller_and_keeps_its_shape():
    photo = reencode(sent(pictures.saved(Image.new("RGB", (6_000, 4_000)))))

    assert (photo.width, photo.height) == (2_000, 1_333)
    with Image.open(io.BytesIO(photo.small)) as small:
        assert small.size == (480, 320)


def test_a_small_photo_is_not_made_larger():
    photo = reencode(sent(pictures.saved(pictures.picture(30, 20))))

    assert (photo.width, photo.height) == (30, 20)


def test_a_picture_of_one_pixel_is_kept():
    assert reencode(sent(pictures.saved(Image.new("RGB", (1, 1)), "PNG"))).width == 1


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_is_read(mode):
    deep = Image.new("I;16", (60, 40), 65_535)
    made = deep if mode == "I;16" else pictures.picture().convert(mode)

    with Image.open(io.BytesIO(reencode(sent(pictures.saved(made, "PNG"))).full)) as kept:
        assert kept.size == (60, 40)
        assert min(kept.getpixel((55, 35))) > 200


def test_what_is_transparent_is_shown_on_white():
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))

    with Image.open(io.BytesIO(reencode(sent(pictures.saved(clear, "PNG"))).full)) as kept:
        assert kept.getpixel((5, 5)) == (255, 255, 255)


def test_print_colours_are_read():
    assert reencode(sent(pictures.saved(pictures.picture().convert("CMYK")))).width == 60


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_photo_is_refused_in_words(name):
    began = time.monotonic()

    with pytest.raises(UnreadablePhoto) as refused:
        reencode(sent(HOSTILE[name]), number=2)

    assert time.monotonic() - began < 5
    assert refused.value.words.startswith("第 2 张照片")
    assert "请" in refused.value.words
    assert refused.value.words.endswith("。")


def test_there_are_enough_hostile_ones():
    assert len(HOSTILE) >= 25


def test_a_file_over_the_limit_is_refused_before_it_is_read():
    class Upload:
        size = MOST_BYTES + 1

        def seek(self, _: int) -> None:
            raise AssertionError("read")

    with pytest.raises(UnreadablePhoto, match=r"第 1 张照片太大,有 15 MB。请选 15 MB 以下的照片。"):
        reencode(Upload())


def test_a_file_that_hides_its_size_is_refused_too():
    with pytest.raises(UnreadablePhoto, match="太大"):
        reencode(sent(b"\xff\xd8" + b"x" * MOST_BYTES))


def test_a_heic_photo_is_refused_with_the_way_out():
    with pytest.raises(UnreadablePhoto, match="兼容性最佳"):
        reencode(sent(HOSTILE["heic"]))
