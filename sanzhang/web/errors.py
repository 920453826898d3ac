"""Pages for what went wrong: what it is, and what to do now."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import Context, Engine

TITLES = {
    400: "这次提交没有收下",
    403: "这件事您不能办",
    404: "没有找到这一页",
    409: "没有办成",
    410: "这一页已经停用",
    413: "文件太大",
    422: "有几项没有写对",
    429: "请稍等一会儿",
    503: "请过一会儿再试",
}
BAD_REQUEST = "浏览器送来的内容不完整。请回到上一页,刷新后再试一次。"
NOT_FOUND = "网址可能写错了,或者这一项不在您的辖区。请从首页重新进入。"
REFUSED = "您没有办这件事的岗位。请联系所在社区。"
FORGED = "这一页打开太久了,或者浏览器没有保存登录状态。请回到上一页,刷新后再交一次。"


def told(request: Any, status: int, words: str) -> HttpResponse:
    """Return the page that says `words` under the title of `status`, with a way back; to programs, a problem."""
    title = TITLES.get(status, "没有办成")
    if request.path.startswith("/api/"):
        return _problem(status, title, words)
    return render(
        request, "errors/told.html", {"title": title, "words": words, "back": _back(request)}, status=status
    )


def bad_request(request: Any, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    return told(request, 400, BAD_REQUEST)


def refused(request: Any, exception: Exception | None = None) -> HttpResponse:
    """Answer 403, in the words of the refusal if it has any."""
    return told(request, 403, getattr(exception, "words", "") or REFUSED)


def not_found(request: Any, exception: Exception | None = None) -> HttpResponse:
    """Answer 404: missing, or not ours to see."""
    return told(request, 404, NOT_FOUND)


def csrf_failure(request: Any, reason: str = "") -> HttpResponse:
    """Answer 403 to a form that did not come from our own page."""
    return told(request, 403, FORGED)


def failed(request: Any) -> HttpResponse:
    """Answer 500 by a page that asks neither the database nor the session."""
    if request.path.startswith("/api/"):
        return _problem(500, "系统出了故障", "这次没有办成。请过几分钟再试。")
    page = Engine.get_default().get_template("errors/failed.html")
    return HttpResponse(page.render(Context()), status=500)


def _problem(status: int, title: str, words: str) -> HttpResponse:
    body = {"title": title, "status": status, "detail": words}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def _back(request: Any) -> str:
    """Return the page of ours that the visitor came from, or nothing."""
    came_from = request.headers.get("Referer", "")
    ours = f"{request.scheme}://{request.get_host()}"
    path = came_from.removeprefix(ours)
    is_ours = came_from.startswith(f"{ours}/") and path != request.get_full_path()
    return path if is_ours else ""
