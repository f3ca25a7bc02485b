"""The stages on pieces of a work folder: each reads what earlier ones left there, and leaves its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from screen.controls import Controls
from screen.intake.dates import DateSigns
from screen.intake.parties import strings
from screen.intake.parts import Block
from screen.model import PROBLEM_COLUMNS, Band, frame
from screen.redflags.affiliations import Affiliation
from screen.scale import stages
from screen.scale.census import Census, Digests
from screen.scale.components import Places
from screen.scale.folder import Folder
from screen.scale.stages import Plan, Standing, Told, Whom

if TYPE_CHECKING:
    import pandas as pd

    from screen.screening import Screener

_VALUES = (False, None, True)
_BESIDE = ("kind asked", "name", "listed", "references", "band", "kind", "is_listed", "typology", "countries")


def piece(stage: str, number: int) -> str:
    """Return the name of what a stage makes of a part; parts count from 0."""
    return f"{stage}-{number:06d}"


# ---- rows ------------------------------------------------------------------------------------------------


def keep_rows(folder: Folder, number: int, block: Block) -> None:
    """Keep rows of the file as they stand there."""
    import pandas as pd

    width = max((len(cells) for cells, _, _ in block.rows), default=0)
    padded = [cells if len(cells) == width else cells + [""] * (width - len(cells)) for cells, _, _ in block.rows]
    columns: dict[str, Any] = {str(place): list(cells) for place, cells in enumerate(zip(*padded, strict=True))}
    columns |= {"row": [row for _, row, _ in block.rows], "line": [line for _, _, line in block.rows]}
    table = pd.DataFrame({name: strings(cells) if name.isdigit() else cells for name, cells in columns.items()})
    above = {
        "before": list(block.before),
        "is_first": block.is_first,
        "problems": [list(one) for one in block.problems],
    }
    folder.put(piece("rows", number), {"rows": table}, above)


def block_of(folder: Folder, number: int) -> Block:
    """Return rows of the file as they were kept."""
    name = piece("rows", number)
    table, above = folder.table(name, "rows"), folder.facts(name)
    names = [one for one in table.columns if one.isdigit()]
    cells = zip(*(table[one].tolist() for one in names), strict=True) if names else iter([()] * len(table))
    rows = [
        (list(own), row, line)
        for own, row, line in zip(cells, table["row"].tolist(), table["line"].tolist(), strict=True)
    ]
    cells_above, row, line = above["before"]
    problems = tuple((place, code, message) for place, code, message in above["problems"])
    return Block(rows, (cells_above, row, line), above["is_first"], problems)


def sign(_: Screener, path: Path, plan: Plan, number: int) -> None:
    """Tell what the columns of dates show in a part."""
    folder = Folder(path)
    found = plan.layout.signs_of(block_of(folder, number))
    folder.put(piece("dates", number), {}, {header: asdict(one) for header, one in found.items()})


def signs_of(folder: Folder, number: int) -> dict[str, DateSigns]:
    """Return what the columns of dates show in a part."""
    return {header: DateSigns(**one) for header, one in folder.facts(piece("dates", number)).items()}


def read(_: Screener, path: Path, plan: Plan, number: int) -> None:
    """Bring a part into canonical form."""
    import pandas as pd

    folder = Folder(path)
    part = plan.layout.read(block_of(folder, number))
    census = Census.of(part)
    problems = frame(
        [{name: getattr(one, name) for name in PROBLEM_COLUMNS} for one in part.problems], PROBLEM_COLUMNS
    )
    tables = {"parties": stages.slim(part.table), "problems": problems,
              "references": pd.DataFrame({"digest": census.references})}  # fmt: skip
    notes = [[note.says, note.example] for note in part.notes]
    folder.put(piece("read", number), tables, {"census": census.told(), "notes": notes})


def census_of(folder: Folder, number: int) -> Census:
    """Return what was counted of a part."""
    told = folder.facts(piece("read", number))["census"]
    references = folder.table(piece("read", number), "references")["digest"].to_numpy(dtype=np.uint64)
    return Census(**{**told, "filled": frozenset(told["filled"]), "references": references})


def mark(screener: Screener, path: Path, plan: Plan, number: int) -> None:
    """Say who the rows of a part are, and what they may share."""
    import pandas as pd

    folder = Folder(path)
    told = stages.mark(stages.full(folder.table(piece("read", number), "parties")), plan, screener.rules)
    rows = {
        "party_id": strings(told.ids),
        "identity": told.identity,
        "reference": told.reference,
        "name": told.name,
    }
    pairs = {name: pd.DataFrame({"one": both[:, 0], "other": both[:, 1]})
             for name, both in (("held", told.held), ("tied", told.tied))}  # fmt: skip
    folder.put(piece("marks", number), {"rows": pd.DataFrame(rows), **pairs})


def pairs_of(folder: Folder, number: int, title: str) -> Digests:
    """Return the pairs of digests (held, tied) of a part, (n, 2)."""
    table = folder.table(piece("marks", number), title)
    pairs: Digests = table.to_numpy(dtype=np.uint64).reshape(-1, 2)
    return pairs


def table_of(folder: Folder, number: int) -> pd.DataFrame:
    """Return the parties of a part."""
    ids = folder.table(piece("marks", number), "rows", ["party_id"])["party_id"].tolist()
    return stages.full(folder.table(piece("read", number), "parties"), ids)


# ---- matches ---------------------------------------------------------------------------------------------


def match(screener: Screener, path: Path, plan: Plan, number: int) -> None:
    """Match the parties of a part."""
    import pandas as pd

    folder = Folder(path)
    found = stages.match(screener, table_of(folder, number), plan)
    beside = [[*key, one.listed, one.references, one.band.word, str(one.kind), one.is_listed, one.typology, list(one.countries)]
              for key, one in found.beside.items()]  # fmt: skip
    facts = {"shared": [[*key, count] for key, count in found.shared.items()], "firms": sorted(found.firms)}
    tables = {"matches": found.matches, "evidence": found.evidence, "nearest": found.nearest,
              "beside": pd.DataFrame(beside, columns=list(_BESIDE))}  # fmt: skip
    folder.put(piece("match", number), tables, facts)


def beside_of(folder: Folder, number: int) -> Whom:
    """Return the possible matches of those whom the rows of a part name."""
    table = folder.table(piece("match", number), "beside")
    found = {}
    for asked, name, listed, references, word, kind, is_listed, typology, countries in table.itertuples(index=False):
        found[asked, name] = Affiliation(
            listed,
            references,
            Band.of(word),
            kind,
            bool(is_listed),
            typology,
            tuple(countries),
        )
    return found


def plant(screener: Screener, path: Path, plan: Plan, number: int, rows: int) -> None:
    """Send controls the way of the rows. rows: of the whole table."""
    found = screener.planted([plan.layout], rows, plan.day)
    Folder(path).put(piece("controls", number), {}, found.as_values())


def controls_of(folder: Folder) -> Controls:
    """Return what came of the controls."""
    return Controls.of(folder.facts(piece("controls", 0)))


# ---- red flags -------------------------------------------------------------------------------------------


def compare(
    screener: Screener, path: Path, plan: Plan, number: int, stage: str, places: Mapping[int, Places],
    suppressed: Mapping[int, Collection[int]],
) -> None:  # fmt: skip
    """Compare the rows of a bucket with one another. places: by part, those of its rows that are in the bucket; suppressed:
    by part, the places of matches that a decision suppresses."""
    import pandas as pd

    folder = Folder(path)
    tables, standing = [], []
    for part, chosen in places.items():
        table = table_of(folder, part).iloc[chosen]
        own = Standing.of(folder.table(piece("match", part), "matches"), suppressed.get(part, ()), plan.leads)
        rows = set(table["row"].tolist())
        standing.append([one[one["row"].isin(rows)] for one in (own.matches, own.dismissed)])
        tables.append(table)
    matches, dismissed = (pd.concat([pair[which] for pair in standing], ignore_index=True) for which in (0, 1))
    told = stages.compare(screener, pd.concat(tables, ignore_index=True), Standing(matches, dismissed), plan)
    columns: dict[str, Any] = {}
    for name, answers in told.items():
        columns[name] = answers.truth
        columns[f"{name} says"] = strings(answers.clauses)
    whole = pd.DataFrame(columns)
    starts = np.cumsum([0, *map(len, places.values())])
    parts = {
        f"{part:06d}": whole.iloc[start : start + len(chosen)].assign(place=chosen)
        for (part, chosen), start in zip(places.items(), starts.tolist(), strict=False)
    }
    folder.put(piece(stage, number), parts)


def told_of(folder: Folder, number: int, stage: str, buckets: int, facts: Sequence[str]) -> Told:
    """Return what comparing rows answered of a part."""
    found: dict[str, dict[int, tuple[bool | None, str]]] = {name: {} for name in facts}
    for bucket in range(buckets):
        if not folder.holds(piece(stage, bucket), f"{number:06d}"):
            continue
        table = folder.table(piece(stage, bucket), f"{number:06d}")
        places = table["place"].tolist()
        for name in facts:
            cells = zip(places, table[name].tolist(), table[f"{name} says"].tolist(), strict=True)
            found[name].update((place, (_VALUES[value + 1], clause)) for place, value, clause in cells)
    return found


def flag(
    screener: Screener, path: Path, plan: Plan, number: int, stage: tuple[str, str], buckets: int,
    suppressed: Collection[int],
) -> None:  # fmt: skip
    """Test the red flags on a part. stage: names of this one and of the one that compared rows."""
    folder = Folder(path)
    sheet = stages.written(plan.layout, folder.table(piece("rows", number), "rows"))
    parties = stages.parties_of(table_of(folder, number), (sheet,))
    matched = Standing.of(folder.table(piece("match", number), "matches"), suppressed, plan.leads)
    told = told_of(folder, number, stage[1], buckets, plan.facts)
    folder.put(piece(stage[0], number), {"hits": stages.flag(screener, parties, matched, told, plan)})


def band(
    _: Screener, path: Path, plan: Plan, number: int, stage: tuple[str, str],
    suppressed: tuple[Collection[int], Collection[int]],
) -> None:  # fmt: skip
    """Give the parties of a part their bands. suppressed: places of its matches, and of its hits."""
    folder = Folder(path)
    matched = Standing.of(folder.table(piece("match", number), "matches"), suppressed[0], plan.leads)
    hits = folder.table(piece(stage[1], number), "hits")
    parties = stages.band(table_of(folder, number), matched, hits, suppressed[1])
    folder.put(piece(stage[0], number), {"parties": parties})
