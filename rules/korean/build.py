"""Build spellings.csv and hanja.csv from jamo.csv, surnames.csv and Unihan.

    python rules/korean/build.py --unihan FOLDER

FOLDER holds Unihan_Readings and Unihan_Variants (.txt or .txt.bz2). Nothing here is needed at run time.
"""

from __future__ import annotations

import bz2
import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import click

from screen.data import read_csv

HERE = Path(__file__).resolve().parent
NATIVE = "슬별빛솔봄꽃샘힘늘들결길돌해새찬한참옥쇠뚝꺽란별님달아름다운"
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
RUSSIAN = (("чж", "chzh"), ("дж", "dzh"), ("чх", "chkh"), ("кх", "kkh"), ("тх", "tkh"), ("пх", "pkh"), ("ль", "l"),
           ("ый", "yi"), ("йо", "yo"), ("йе", "ye"), ("ж", "zh"), ("ч", "ch"), ("ш", "sh"), ("щ", "shch"), ("ц", "ts"),
           ("х", "kh"), ("ю", "yu"), ("я", "ya"), ("ё", "yo"), ("э", "e"), ("ы", "y"), ("й", "i"), ("в", "v"), ("ф", "f"),
           ("а", "a"), ("б", "b"), ("г", "g"), ("д", "d"), ("е", "e"), ("и", "i"), ("к", "k"), ("л", "l"), ("м", "m"),
           ("н", "n"), ("о", "o"), ("п", "p"), ("р", "r"), ("с", "s"), ("т", "t"), ("у", "u"), ("з", "z"), ("ь", ""))  # fmt: skip
RUSSIAN_HABITS = (
    ("kh", "h"),
    ("yo", "e"),
    ("yo", "io"),
    ("tkh", "th"),
    ("pkh", "ph"),
    ("kkh", "kh"),
    ("chkh", "ch"),
    ("y", "i"),
    ("yu", "iu"),
)


@click.command()
@click.option(
    "--unihan", required=True, type=click.Path(path_type=Path, exists=True), help="Folder of the Unihan files."
)
def build(unihan: Path) -> None:
    """Write spellings.csv and hanja.csv."""
    readings = dict(hangul_readings(unihan))
    syllables = sorted({hangul for found in readings.values() for hangul in found} | set(NATIVE))
    spellings: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for script in ("latin", "cyrillic", "kana"):
        for syllable in syllables:
            for spelling, cost in syllable_spellings(script, syllable):
                _keep(spellings[script, spelling], syllable, cost)
    for (script, spelling), found in list(spellings.items()):
        if script == "cyrillic":
            for latin in russian_latin(spelling):
                for syllable, cost in found.items():
                    _keep(spellings["russian", latin], syllable, cost)
    _write("spellings.csv", ["script", "spelling", "readings"], (
        (script, spelling, _cell(found)) for (script, spelling), found in sorted(spellings.items())
    ))  # fmt: skip
    variants = variant_characters(unihan)
    pinyin = dict(mandarin(unihan))
    rows = {}
    for character, found in readings.items():
        for form in {character, *variants.get(character, ())}:
            rows.setdefault(form, (form, "".join(found), pinyin.get(form) or pinyin.get(character, "")))
    _write("hanja.csv", ["character", "hangul", "pinyin"], sorted(rows.values()))
    click.echo(f"{len(syllables)} syllables, {len(spellings)} spellings, {len(rows)} characters")


def _keep(found: dict[str, float], syllable: str, cost: float) -> None:
    found[syllable] = min(cost, found.get(syllable, 9.0))


def _cell(found: dict[str, float]) -> str:
    return ";".join(
        f"{syllable}:{cost:g}" for syllable, cost in sorted(found.items(), key=lambda item: (item[1], item[0]))
    )


def _write(name: str, header: list[str], rows: object) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)  # type: ignore[arg-type]


def jamo(syllable: str) -> tuple[str, str, str]:
    """Split a Hangul syllable into initial, vowel, final."""
    index = ord(syllable) - 0xAC00
    return INITIALS[index // 588], VOWELS[index % 588 // 28], FINALS[index % 28]


def _tables() -> dict[tuple[str, str], dict[str, list[tuple[str, float]]]]:
    tables: dict[tuple[str, str], dict[str, list[tuple[str, float]]]] = defaultdict(dict)
    for row in read_csv(HERE / "jamo.csv"):
        pairs = [(part.partition(":")[0], float(part.partition(":")[2])) for part in row["spellings"].split(";")]
        tables[row["script"], row["slot"]][row["jamo"]] = pairs
    return tables


TABLES = _tables()


def syllable_spellings(script: str, syllable: str) -> Iterator[tuple[str, float]]:
    """Yield every spelling of a syllable with its cost; sounds that no name holds are left out."""
    initial, vowel, final = jamo(syllable)
    for one, a in TABLES[script, "initial"].get(initial, ()):
        for two, b in TABLES[script, "vowel"].get(vowel, ()):
            for three, c in TABLES[script, "final"].get(final, ()):
                cost = a + b + c
                if cost > 1.3 or (two.startswith(("y", "w")) and one in {"c", "z"} and cost > 1):
                    continue
                yield one + two + three, round(cost, 2)


def russian_latin(spelling: str) -> set[str]:
    """Return the Latin forms of a Cyrillic spelling."""
    plain = spelling
    for cyrillic, latin in RUSSIAN:
        plain = plain.replace(cyrillic, latin)
    forms = {plain}
    for one, other in RUSSIAN_HABITS:
        forms |= {form.replace(one, other) for form in forms}
    return forms


def _unihan(folder: Path, name: str, field: str) -> Iterator[tuple[str, str]]:
    packed, plain = folder / f"{name}.txt.bz2", folder / f"{name}.txt"
    text = bz2.decompress(packed.read_bytes()).decode() if packed.exists() else plain.read_text(encoding="utf-8")
    for line in text.splitlines():
        parts = line.split("\t")
        if len(parts) == 3 and parts[1] == field:
            yield chr(int(parts[0][2:], 16)), parts[2]


def hangul_readings(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield character and its Korean readings; those for names (N) and education (E) come first."""
    for character, value in _unihan(folder, "Unihan_Readings", "kHangul"):
        found = re.findall(r"([가-힣]):(\w+)", value)
        yield character, [hangul for hangul, _ in sorted(found, key=lambda one: not set(one[1]) & set("NE"))]


def mandarin(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield character and its pinyin without tone."""
    for character, value in _unihan(folder, "Unihan_Readings", "kMandarin"):
        bare = unicodedata.normalize("NFD", value.split()[0])
        yield (
            character,
            "".join(c for c in bare if not unicodedata.combining(c) or c == "\u0308").replace("u\u0308", "v"),
        )


def variant_characters(folder: Path) -> dict[str, set[str]]:
    """Return traditional character → its simplified, Japanese and other forms."""
    found: dict[str, set[str]] = defaultdict(set)
    for field in ("kSimplifiedVariant", "kZVariant", "kSemanticVariant"):
        for character, value in _unihan(folder, "Unihan_Variants", field):
            found[character] |= {chr(int(code, 16)) for code in re.findall(r"U\+([0-9A-F]{4,5})", value)}
    for character, value in _unihan(folder, "Unihan_Variants", "kTraditionalVariant"):
        for code in re.findall(r"U\+([0-9A-F]{4,5})", value):
            found[chr(int(code, 16))].add(character)
    return found


if __name__ == "__main__":
    build()
