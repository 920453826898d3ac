"""What the tests of this room share: a page's clock that stands at Monday, ten o'clock; and keys of forms."""

import io
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.times import MONDAY_10AM


@pytest.fixture
def at_ten():
    """Let pages be asked on Monday at ten."""
    with time_machine.travel(MONDAY_10AM, tick=False) as clock:
        yield clock


@pytest.fixture
def send(client, at_ten):
    """Send a form as a browser does, with a fresh key."""

    def post(url, key="", **fields):
        return client.post(url, {"idempotency_key": key or uuid4().hex, **fields})

    return post


@pytest.fixture
def see(client, at_ten):
    """Ask for a page as somebody (None: the public) and return the answer."""

    def get(url, person=None):
        client.logout()
        if person is not None:
            client.force_login(person)
        return client.get(url)

    return get


def picture(name="灯.jpg", *, comment=b"", size=(640, 480)):
    """Return a photo as a phone sends it, with a planted comment."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = comment.decode() or "canary-of-the-camera"
    Image.new("RGB", size, (90, 110, 130)).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")
