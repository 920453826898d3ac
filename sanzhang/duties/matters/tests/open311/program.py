"""A client that knows the published specification of GeoReport v2 and nothing of this house."""

from urllib.parse import urlencode
from xml.etree import ElementTree

LAMP = "311T01"
CODE = "220102098001"


class Client:
    """A GeoReport v2 client: builds addresses and forms as the specification says, follows no link of ours."""

    def __init__(self, browser, *, key="", jurisdiction=CODE, fmt="json"):
        self.browser, self.key, self.jurisdiction, self.fmt = browser, key, jurisdiction, fmt

    def get(self, path, **more):
        wishes = {"jurisdiction_id": self.jurisdiction} if self.jurisdiction else {}
        wishes |= {"api_key": self.key} if self.key else {}
        return self._read(self.browser.get(f"/open311/v2/{path}.{self.fmt}?{urlencode(wishes | more)}"))

    def post(self, **fields):
        form = {"jurisdiction_id": self.jurisdiction, "api_key": self.key} | fields
        return self._read(
            self.browser.post(
                f"/open311/v2/requests.{self.fmt}",
                urlencode(form),
                content_type="application/x-www-form-urlencoded",
            )
        )

    def _read(self, answer):
        self.status, self.answer = answer.status_code, answer
        if self.fmt == "json":
            assert answer["Content-Type"] == "application/json; charset=utf-8"
            return answer.json()
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
        return ElementTree.fromstring(answer.content)


def lamp_is_out(**more):
    return {"service_code": LAMP, "description": "二楼灯坏了", "attribute[q1]": "2"} | more
