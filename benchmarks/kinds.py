"""How well kinds are suggested: on real messages, by figures only.

`./sz bench kinds FOLDER`: the folder with labelled_messages.csv and messages_with_votes.csv, which are never shipped.
The words of the catalogue are ours: general words of each field, written after reading which titles of the tuning half
went wrong, so that half's figure is a little too good; no text of the other half was read for them, and its figure is
the one to quote. What a word counts for and the smoothing were chosen on the tuning half too. How
texts are weighed (three titles and 400 signs, the smoothing) was chosen after looking at the five folds of the whole
set, so their figure, a model of the seven classes that is not the product's, is a little too good.
"""

import argparse
import csv
import hashlib
import random
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sanzhang.duties.catalogue import rules, seed

FOLDS, TITLES, SIGNS, SHOWN = 5, 3, 400, 3
TUNING, OTHER = "0", "1"
CLASSES = {  # class of the labelled set: codes of ours that fall into it; all others are 城乡建设
    "劳动和社会保障": ("S1006", "S1007", "S1008"),
    "教育文体": ("S11", "S1201"),
    "卫生计生": ("S1004", "S1005"),
    "交通运输": ("S0803", "S0804", "S0805", "S0806", "S0109"),
    "商贸旅游": ("S1202", "S13", "S0103", "S0711"),
    "环境保护": ("S0206", "S0207", "S0208", "S0302", "S0303", "S0304"),
}
REST = "城乡建设"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="./sz bench kinds")
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    labelled, voted = read(folder / "labelled_messages.csv"), read(folder / "messages_with_votes.csv")
    kinds = [kind for kind in seed.kinds() if kind["source"] != "components"]
    learnt = {kind["code"]: rules.grams(" ".join([*kind["words"], kind["name"]] * 2)) for kind in kinds}
    words = {kind["code"]: kind["words"] for kind in kinds}
    model = rules.Model(learnt, {kind["code"]: [*kind["words"], kind["name"]] for kind in kinds})
    started = time.perf_counter()
    told = {row["message_id"]: list(model.scores(text_of(row)))[:SHOWN] for row in labelled}
    took = (time.perf_counter() - started) / len(labelled) * 1000
    print(
        f"{len(labelled)} labelled texts, 7 classes; {took:.2f} ms a text; the catalogue's own words alone:"
    )
    for name, rows in (("tuning half", TUNING), ("other half", OTHER), ("all", "01")):
        print(f"  {name}: {shares([row for row in labelled if half(row) in rows], told)}")
    print(f"  learnt from four fifths, measured on the fifth, five times: top-1 {folded(labelled):.3f}")
    held = sum(is_held(model, words, row) for row in voted)
    print(f"{len(voted)} messages: the best kind has a word of its own in the text: {held / len(voted):.3f}")


def read(file: Path) -> list[dict]:
    """Return the rows of a table."""
    with file.open(encoding="utf-8") as rows:
        return list(csv.DictReader(rows))


def half(row: dict) -> str:
    """Return the half of a text, by its number: words and weights are chosen on one, measured on the other."""
    return str(hashlib.sha256(row["message_id"].encode()).digest()[0] % 2)


def shares(rows: list[dict], told: dict[str, list[str]]) -> str:
    """Return how often the first kind, and one of the three shown, falls into the class of a text."""
    found = [[class_of(code) == row["level1"] for code in told[row["message_id"]]] for row in rows]
    first, some = sum(one[:1] == [True] for one in found), sum(any(one) for one in found)
    return f"{len(rows)} texts: top-1 {first / len(rows):.3f}, among three {some / len(rows):.3f}"


def text_of(row: dict) -> str:
    """Return what is looked at of a message: the title weighs more."""
    return f"{row['title']} " * TITLES + row["text"][:SIGNS]


def best(model: rules.Model, text: str) -> str:
    """Return the first kind, or nothing."""
    return next(iter(model.scores(text)), "")


def class_of(code: str) -> str:
    """Return the class of the labelled set into which a kind falls."""
    return next((name for name, codes in CLASSES.items() if code.startswith(codes)), REST)


def folded(rows: list[dict]) -> float:
    """Return the share that is right when each fifth is told by the other four."""
    order, right = list(range(len(rows))), 0
    random.Random(1).shuffle(order)
    for fold in range(FOLDS):
        tested = set(order[fold::FOLDS])
        learnt: dict[str, Counter[str]] = {}
        for number in order:
            if number not in tested:
                learnt.setdefault(rows[number]["level1"], Counter()).update(
                    rules.grams(text_of(rows[number]))
                )
        model = rules.Model(learnt, smooth=0.1)  # whole texts need less of it than a few words
        right += sum(best(model, text_of(rows[number])) == rows[number]["level1"] for number in tested)
    return right / len(rows)


def is_held(model: rules.Model, words: dict[str, list[str]], row: dict) -> bool:
    """Say whether the best kind's own words, two signs or more, stand in a message: then it is no `other`."""
    text = f"{row['title']} {row['text']}"
    return any(len(word) > 1 and word in text for word in words.get(best(model, text_of(row)), ()))


if __name__ == "__main__":
    main()
