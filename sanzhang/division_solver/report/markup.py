"""Pages as trees of elements: a text put in is text, whatever signs it holds."""

from collections.abc import Iterable
from xml.etree import ElementTree

Element = ElementTree.Element
Child = Element | str | None
Content = Child | Iterable["Content"]


def tag(name: str, /, *content: Content, **attributes: str | float) -> Element:
    """Return an element; `class_` is written class, `stroke_width` stroke-width; None is left out."""
    words = {key.rstrip("_").replace("_", "-"): _text(value) for key, value in attributes.items()}
    element = Element(name, words)
    for part in _flat(content):
        _add(element, part)
    return element


def page(root: Element) -> str:
    """Return an HTML page."""
    return "<!doctype html>\n" + ElementTree.tostring(root, encoding="unicode", method="html") + "\n"


def _flat(content: Iterable[Content]) -> Iterable[Element | str]:
    for part in content:
        if part is None:
            continue
        if isinstance(part, str | Element):
            yield part
        else:
            yield from _flat(part)


def _add(element: Element, part: Element | str) -> None:
    if isinstance(part, Element):
        element.append(part)
    elif len(element):
        element[-1].tail = (element[-1].tail or "") + part
    else:
        element.text = (element.text or "") + part


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.4g}" if abs(value) < 1 else f"{value:.5g}"
