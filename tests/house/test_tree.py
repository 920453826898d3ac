"""The tree: nothing of a machine, nothing unsafe, nothing unfinished, nothing of others."""

import re

from tests.house.source import HERE, SOURCE, found_nothing, is_test, python_files, text_of, tracked, where

# Written in pieces so that this file does not find itself.
MACHINE_PATHS = re.compile("/" + r"(?:work|farm|root|home)/\w|" + "/" + r"tmp/[a-z]")
REGISTRIES = re.compile(
    "pypi"
    + r"\.org|python"
    + r"hosted\.org|registry\.npm"
    + r"js|tuna\.ts"
    + r"inghua|index"
    + "-url|find"
    + "-links"
)
UNSAFE = re.compile(
    "mark" + r"_safe|\|" + r"safe\b|autoescape " + r"off|filter\(\*\*" + "request|shell" + "=True"
)
UNFINISHED = re.compile("TO" + r"DO|FIX" + r"ME|XX" + r"X\b|raise NotImplemented" + r"Error|coming " + "soon")
TEXTS = (".py", ".html", ".css", ".js", ".md", ".txt", ".in", ".toml", ".typ", ".yml", ".service", "")
MOST_PACKAGES = 47


def lines(pattern: re.Pattern[str], *, tests_too: bool = True) -> list[str]:
    return [
        f"{where(file, number)} {line.strip()[:100]}"
        for file in tracked()
        if file.suffix in TEXTS and (tests_too or not is_test(file))
        for number, line in enumerate(text_of(file).splitlines(), 1)
        if pattern.search(line)
    ]


def packages(lock: str) -> set[str]:
    return set(re.findall(r"^([\w.-]+==[\w.]+)", (HERE / "requirements" / lock).read_text(), re.MULTILINE))


def test_no_file_names_a_path_of_a_machine() -> None:
    found_nothing(lines(MACHINE_PATHS, tests_too=False), "A path of somebody's machine:")


def test_no_file_names_a_package_registry() -> None:
    faults = [line for line in lines(REGISTRIES) if "no-emit" not in line]
    found_nothing(faults, "Where packages come from is the machine's business:")


def test_nothing_goes_round_escaping_or_the_table() -> None:
    found_nothing(lines(UNSAFE, tests_too=False), "Not in this house:")


def test_only_callbacks_of_machines_come_without_a_token() -> None:
    exempt = re.compile(r"csrf_exempt")
    faults = [
        line
        for line in lines(exempt, tests_too=False)
        if ".read_only_post = True" not in text_of(HERE / line.partition(":")[0])
    ]
    found_nothing(faults, "A form of a person proves where it comes from:")


def test_nothing_is_left_for_later() -> None:
    found_nothing(lines(UNFINISHED), "File an issue instead:")


def test_no_code_of_others_is_committed() -> None:
    faults = [
        str(f.relative_to(HERE))
        for f in tracked()
        if re.search(r"\.min\.(js|css)$|node_modules/|/vendor/", str(f))
    ]
    found_nothing(faults, "Install it as a package:")


def test_locks_hold_hashes_and_no_address() -> None:
    for lock in ("run.txt", "dev.txt"):
        text = (HERE / "requirements" / lock).read_text()
        assert "://" not in text
        assert text.count("--hash=sha256:") > len(packages(lock))


def test_what_tests_run_with_is_what_runs() -> None:
    assert packages("run.txt") <= packages("dev.txt"), "Compile both locks together (CONTRIBUTING.md)."


def test_few_packages_run() -> None:
    on_linux = [line for line in (HERE / "requirements" / "run.txt").read_text().splitlines() if "==" in line]
    on_linux = [line for line in on_linux if "win32" not in line]

    assert len({line.split("==")[0] for line in on_linux}) <= MOST_PACKAGES


def test_raw_sql_lies_in_one_module() -> None:
    allowed = {SOURCE / "foundation" / "records", SOURCE / "web"}  # the door: health and backup
    pattern = re.compile(r"\.cursor\(|RawSQL\(|\.raw\(|\.extra\(")
    faults = [
        where(file, number)
        for file in python_files()
        if not allowed & set(file.parents)
        for number, line in enumerate(text_of(file).splitlines(), 1)
        if pattern.search(line)
    ]
    found_nothing(faults, "SQL for both databases lies in foundation/records:")


def test_the_commands_of_the_tree_can_be_run() -> None:
    for name in ("sz", ".ci/run"):
        assert (HERE / name).stat().st_mode & 0o111, f"{name} has lost its run bit"
