"""Some rows of a table whose parts lie in a work folder, put together as if they were all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from screen.model import Parties
from screen.scale import stages
from screen.scale.tasks import piece, table_of

if TYPE_CHECKING:
    import pandas as pd

    from screen.scale.folder import Folder
    from screen.scale.stages import Plan

Rows = Mapping[int, Collection[int]]
"""By part, numbers of rows."""


@dataclass(frozen=True)
class Chosen:
    """Some rows of a table; parties: with their sheet."""

    parties: Parties
    rows: Rows

    def of(self, folder: Folder, stage: str, title: str) -> tuple[pd.DataFrame, dict[int, int]]:
        """Return what a table of a stage says of the rows, and for its places in all parts the place here."""
        import pandas as pd

        tables, start = [], 0
        now: dict[int, int] = {}
        for part in range(max(self.rows, default=-1) + 1):
            name = piece(stage, part)
            if not self.rows.get(part):
                start += folder.count(name, title)
                continue
            table = folder.table(name, title)
            at = [place for place, row in enumerate(table["row"].tolist()) if row in self.rows[part]]
            now.update(zip((start + place for place in at), range(len(now), len(now) + len(at)), strict=True))
            tables.append(table.iloc[at])
            start += len(table)
        return pd.concat(tables or [folder.table(piece(stage, 0), title).iloc[:0]], ignore_index=True), now


def chosen(folder: Folder, plan: Plan, rows: Rows) -> Chosen:
    """Return some rows of a table."""
    import pandas as pd

    tables, sheets = [stages.full(_nobody())], []
    for part in sorted(one for one in rows if rows[one]):
        table = table_of(folder, part)
        tables.append(table[table["row"].isin(list(rows[part]))])
        sheet = stages.written(plan.layout, folder.table(piece("rows", part), "rows"))
        sheets.append(sheet.written.loc[[row in rows[part] for row in sheet.written.index.tolist()]])
    empty = stages.written(plan.layout, _nobody())
    sheet = replace(empty, written=pd.concat(sheets)) if sheets else empty
    return Chosen(stages.parties_of(_together(tables), (sheet,)), rows)


def _together(tables: list[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    return pd.concat(tables[1:] or tables, ignore_index=True)


def _nobody() -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"row": pd.array([], dtype="int64"), "line": pd.array([], dtype="int64")})
