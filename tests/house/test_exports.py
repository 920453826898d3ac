"""Lists: what is too long for one page can be taken away as a workbook, exactly as it is narrowed."""

import re

from tests.house.source import SOURCE, found_nothing, is_test, text_of, tracked, where

PAGED = re.compile(r'parts/pager\.html|class="pager"|[?&;]before=')
TAKEN_AWAY = re.compile(r'parts/export\.html|href="[^"]*(?:/export/|as=xlsx)|url .export_')
NO_LIST = {
    "parts/pager.html": "the part itself",
    "posts/list.html": "its head has the way out: posts/parts/head.html",
    "posts/body_nominate.html": "a form: who is put forward",
    "channels/inbox.html": "one's own letters",
    "supervision/suggestions_public.html": "what residents read; the community takes its own list away",
}


def test_every_list_of_pages_can_be_taken_away() -> None:
    pages = [file for file in tracked() if SOURCE in file.parents and file.suffix == ".html"]
    faults = [
        where(file)
        for file in pages
        if not is_test(file)
        and "/".join(file.parts[-2:]) not in NO_LIST
        and PAGED.search(text_of(file))
        and not TAKEN_AWAY.search(text_of(file))
    ]
    found_nothing(faults, 'Hand the list out (paper.downloads) and include "parts/export.html":')
    assert "export" in text_of(SOURCE / "organisation/posts/templates/posts/parts/head.html")
