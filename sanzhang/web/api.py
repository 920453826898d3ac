"""The public interface: OpenAPI 3.1 at /api/openapi.json, errors as problem+json (RFC 9457)."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError as FieldError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from sanzhang.foundation.idempotency.requests import KeyMissing, KeyReused
from sanzhang.foundation.permission import NotAllowed

PROBLEM = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "faults": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["title", "status"],
}
TITLES = {
    400: "内容不对",
    401: "请先登录",
    403: "不能办",
    404: "没有这一项",
    405: "方法不对",
    409: "和别人的操作冲突",
    422: "内容不完整",
}


SCHEMES = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": settings.SESSION_COOKIE_NAME,
        "description": "The session of a person who signed in at /sign-in/; programs of others use Open311 or hooks.",
    }
}


# Where an answer leads: (path, verb, status) → name → (path, its parameter, what of the answer it is).
LINKS = {
    ("/matters", "post", 201): {"follow": ("/receipts/{receipt}", "receipt", "$response.body#/receipt")},
    ("/matters", "get", 200): {
        "read": ("/matters/{matter_id}", "matter_id", "$response.body#/matters/0/id"),
        "older": ("/matters", "before", "$response.body#/before"),
    },
}


def _links(schema: Any, links: dict[str, tuple[str, str, str]]) -> dict[str, Any]:
    return {
        name: {
            "operationId": schema["paths"][f"/api{path}"]["get"]["operationId"],
            "parameters": {parameter: where},
        }
        for name, (path, parameter, where) in links.items()
    }


class SanzhangAPI(NinjaAPI):
    """Ninja, with the errors that every operation may answer written into its schema."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """Return the schema with problem answers for 400, 401, 403, 404, 409 and 422."""
        schema = super().get_openapi_schema(**options)
        schema["components"]["securitySchemes"] = SCHEMES
        answer = {"content": {"application/problem+json": {"schema": PROBLEM}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status in (400, 401, 403, 404, 409, 422):
                    operation["responses"].setdefault(status, {"description": TITLES[status], **answer})
        for (path, verb, status), links in LINKS.items():
            schema["paths"][f"/api{path}"][verb]["responses"][status]["links"] = _links(schema, links)
        return schema


api = SanzhangAPI(title="三长联动", version="1", docs_url=None, urls_namespace="api")


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    """Return a problem+json answer."""
    body = {"title": TITLES.get(status, "出错了"), "status": status, "detail": detail, **more}
    return JsonResponse(body, status=status, content_type="application/problem+json")


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    faults = [{"at": ".".join(map(str, one["loc"])), "words": one["msg"]} for one in fault.errors]
    return problem(422, "有几项没有写对,见 faults。", faults=faults)


@api.exception_handler(FieldError)
def _field(request: HttpRequest, fault: FieldError) -> HttpResponse:
    return problem(422, " ".join(fault.messages))


@api.exception_handler(NotAllowed)
def _not_allowed(request: Any, fault: NotAllowed) -> HttpResponse:
    return problem(403 if request.user.is_authenticated else 401, fault.words)


@api.exception_handler(Http404)
def _nothing(request: HttpRequest, fault: Http404) -> HttpResponse:
    return problem(404, "没有找到,或者不在您的辖区。")


@api.exception_handler(KeyMissing)
@api.exception_handler(KeyReused)
def _key(request: HttpRequest, fault: KeyMissing | KeyReused) -> HttpResponse:
    return problem(fault.status, fault.words)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, fault: HttpError) -> HttpResponse:
    return problem(fault.status_code, str(fault))


@api.exception_handler(Exception)
def _with_words(request: HttpRequest, fault: Exception) -> HttpResponse:
    """Answer exceptions that carry their own status and words (SomebodyWasFaster, NotPossible …)."""
    if words := getattr(fault, "words", ""):
        return problem(getattr(fault, "status", 409), words)
    raise fault


ROUTERS = (
    "sanzhang.organisation.territory.api",
    "sanzhang.duties.matters.api",
    "sanzhang.duties.catalogue.api",
)
for module in ROUTERS:
    if find_spec(module):
        api.add_router("", import_module(module).router)
