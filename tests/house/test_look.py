"""The look: tokens only, nothing inline, small scripts."""

import re
from pathlib import Path

from tests.house.source import SOURCE, found_nothing, text_of, tracked, where

LOOK = SOURCE / "web" / "look"
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|color)\(")
NAMED_COLOUR = re.compile(
    r"(?:colou?r|background|border[\w-]*|fill|stroke|outline)\s*:[^;]*\b(?:white|black|red|green|blue|gr[ae]y|yellow|orange)\b"
)
PIXELS = re.compile(r"(?<![\w.-])(?:\d*\.)?\d+px\b")


def sheets() -> list[Path]:
    found = [file for file in tracked() if file.suffix == ".css" and SOURCE in file.parents]
    return [file for file in found if file.name != "tokens.css"]


def lines_without_comments(file: Path) -> list[str]:
    blank = lambda match: re.sub(r"[^\n]", " ", match[0])  # noqa: E731 keeps line numbers
    return re.sub(r"/\*.*?\*/", blank, text_of(file), flags=re.DOTALL).splitlines()


def faults_of(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{where(file, number)} {match[0]}"
        for file in sheets()
        for number, line in enumerate(lines_without_comments(file), 1)
        for match in pattern.finditer(line)
        if match[0] != "0px"
    ]


def templates() -> list[Path]:
    return [file for file in tracked() if file.suffix == ".html" and SOURCE in file.parents]


def in_templates(pattern: str) -> list[str]:
    return [
        f"{where(file, number)} {match[0]}"
        for file in templates()
        for number, line in enumerate(text_of(file).splitlines(), 1)
        for match in re.finditer(pattern, line)
    ]


def test_colours_come_from_tokens() -> None:
    found_nothing(faults_of(COLOUR) + faults_of(NAMED_COLOUR), "A raw colour outside tokens.css:")


def test_lengths_come_from_tokens() -> None:
    found_nothing(faults_of(PIXELS), "A raw px outside tokens.css (media queries: em):")


def test_no_rule_shouts() -> None:
    found_nothing(faults_of(re.compile(r"!important")), "The layers decide, never !important:")


def test_nothing_is_styled_or_scripted_inside_a_page() -> None:
    found_nothing(
        in_templates(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<style\b"), "The content policy forbids it:"
    )


def test_every_script_is_a_file_of_its_own() -> None:
    inline = [
        where(file)
        for file in templates()
        for match in re.finditer(r"<script\b([^>]*)>", text_of(file))
        if "src=" not in match[1] and "application/json" not in match[1]
    ]
    found_nothing(inline, "A script inside a page:")


def test_nothing_is_loaded_from_another_host() -> None:
    pattern = r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//[^\"']+"
    faults = in_templates(pattern)
    faults += [
        f"{where(file, number)} {line.strip()}"
        for file in [*sheets(), *(f for f in tracked() if f.suffix == ".js" and LOOK in f.parents)]
        for number, line in enumerate(lines_without_comments(file), 1)
        if re.search(r"url\(\s*[\"']?(?:https?:)?//|https?://", line)
    ]
    found_nothing(faults, "Everything comes from our own host:")


def test_every_picture_has_words() -> None:
    faults = [
        f"{where(file)} {match[0][:80]}"
        for file in templates()
        for match in re.finditer(r"<img\b[^>]*>", text_of(file), re.DOTALL)
        if "alt=" not in match[0]
    ]
    found_nothing(faults, "Add alt (empty if the words beside it say it):")
