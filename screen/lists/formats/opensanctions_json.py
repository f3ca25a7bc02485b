"""OpenSanctions' JSON lines: entities.ftm.json and targets.nested.json, in the model FollowTheMoney.

Layout: one object a line (id, caption, schema, datasets, referents, target, first_seen, last_seen, properties), keys in
any order, each property a list. In entities.ftm.json the sanctions, documents, addresses and wallets of a target are
objects of their own, before or after it, tied by id: sanctions, documents and wallets point at the target, the target
points at its addresses. In targets.nested.json they lie inside its properties. One reader takes both, in two passes, and
keeps no more in memory than what is tied to targets. What shows a sanction are the topics.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from screen.errors import WatchlistError
from screen.lists.draft import Draft
from screen.lists.files import Head, ListFile, rules
from screen.lists.formats import Format, Reading
from screen.lists.formats import opensanctions as shared
from screen.lists.formats.opensanctions_parts import TIES, draft_of, texts

Entity = Mapping[str, Any]
_MARKS = tuple(f'"{schema}"'.encode() for schema in (*TIES, "Address"))


def _role_of(head: Head) -> str:
    first = next((line for line in head.lines if line.strip()), "").lstrip("\ufeff \t")
    bare = first.replace(" ", "")
    is_entity = bare.startswith("{") and '"properties":{' in bare
    return "list" if is_entity and any(f'"{key}":' in bare for key in ("schema", "caption", "datasets")) else ""


def _read(files: Sequence[ListFile]) -> Reading:
    file = files[0]
    shared.check_end(file)
    tied = _tied(file)
    drafts: list[Draft] = []
    left_out: list[str] = []
    datasets, newest, seen = [], "", 0
    for entity in _entities(file):
        seen += 1
        owned = tied.of(entity)
        if not _is_target(entity):
            continue
        kind = shared.KINDS.get(entity["schema"])
        if kind is None:
            left_out.append(shared.schema_name(entity["schema"]))
        else:
            drafts.append(draft_of(entity, kind, owned))
        datasets.append([str(name) for name in entity.get("datasets") or ()])
        newest = max(newest, str(entity.get("last_seen") or "")[:10])
    tied.check(file)
    remark = f"{seen} objects in all" if seen > len(datasets) else ""
    return Reading(
        drafts, newest, left_out=len(left_out), coverage=shared.coverage(file.name, drafts, left_out, remark),
        about=shared.about(datasets),
    )  # fmt: skip


FORMAT = Format(
    id="opensanctions", title="OpenSanctions", publisher="OpenSanctions", source=shared.SITE, licence=shared.LICENCE,
    name="OpenSanctions entities.ftm.json or targets.nested.json", role_of=_role_of, read=_read,
)  # fmt: skip


@dataclass
class _Tied:
    """The objects that belong to others: owned by the id of their owner, addresses by their own id."""

    owned: dict[str, list[Entity]] = field(default_factory=lambda: defaultdict(list))
    addresses: dict[str, Entity] = field(default_factory=dict)
    ties: int = 0
    broken: int = 0

    def of(self, entity: Entity) -> list[Entity]:
        """Take what belongs to an entity."""
        found = self.owned.pop(entity["id"], [])
        for id in texts(entity, "addressEntity"):
            self.ties += 1
            if id in self.addresses:
                found.append(self.addresses[id])
            else:
                self.broken += 1
        return found

    def check(self, file: ListFile) -> None:
        """Raise WatchlistError where many objects belong to an entity that the file does not hold: it was cut off."""
        broken = self.broken + sum(map(len, self.owned.values()))
        if broken > rules()["orphan_share"] * max(self.ties, 1):
            raise WatchlistError(
                f"{file.where}: {broken} of {self.ties} ties lead to entities that the file does not hold: it was cut off. "
                "Fetch it again."
            )


def _tied(file: ListFile) -> _Tied:
    """Read the objects of a file that belong to others."""
    tied = _Tied()
    for entity in _entities(file, only_marked=True):
        if entity["schema"] == "Address":
            tied.addresses[entity["id"]] = entity
        for owner in texts(entity, TIES.get(entity["schema"], "")):
            tied.owned[owner].append(entity)
            tied.ties += 1
    return tied


def _is_target(entity: Entity) -> bool:
    """Whether an entity is itself of interest; where the file does not say, one with topics is."""
    return bool(entity["target"]) if "target" in entity else bool(texts(entity, "topics"))


def _entities(file: ListFile, *, only_marked: bool = False) -> Iterator[Entity]:
    """Yield the objects of a file. Raises WatchlistError, naming the line, for one that is not whole.

    only_marked: leave out the lines that cannot hold an object that belongs to others.
    """
    with file.open() as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip() or (only_marked and not any(mark in line for mark in _MARKS)):
                continue
            try:
                entity = json.loads(line)
            except (ValueError, RecursionError) as problem:
                raise WatchlistError(
                    f"{file.where}, line {number}: is not whole JSON ({problem}). Fetch it again."
                ) from problem
            if not isinstance(entity, dict) or not _is_entity(entity):
                raise WatchlistError(
                    f"{file.where}, line {number}: is no entity with id, schema and properties. Fetch it again."
                )
            yield entity


def _is_entity(found: Entity) -> bool:
    has_text = isinstance(found.get("id"), str) and isinstance(found.get("schema"), str)
    return has_text and isinstance(found.get("properties"), dict)
