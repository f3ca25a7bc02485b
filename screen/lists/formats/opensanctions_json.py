"""OpenSanctions' JSON lines: entities.ftm.json and targets.nested.json, in the model FollowTheMoney.

Layout: one object a line (id, caption, schema, datasets, referents, target, first_seen, last_seen, properties), keys in
any order, each property a list. In entities.ftm.json the sanctions, documents, addresses and wallets of a target are
objects of their own, before or after it, tied by id: sanctions, documents and wallets point at the target, the target
points at its addresses. In targets.nested.json they lie inside its properties. One reader takes both, in three passes: which
entities are targets, what is tied to them, and the targets themselves. It keeps the ids of targets and what is tied to them
in memory, beside the drafts. What shows a sanction are the topics.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
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
_SINGLE = (str, int, float, type(None))
_MARKS = tuple(f'"{schema}"'.encode() for schema in (*TIES, "Address"))


def _role_of(head: Head) -> str:
    first = next((line for line in head.lines if line.strip()), "").lstrip("\ufeff \t")
    bare = first.replace(" ", "")
    is_entity = bare.startswith("{") and '"properties":{' in bare
    return "list" if is_entity and any(f'"{key}":' in bare for key in ("schema", "caption", "datasets")) else ""


def _read(files: Sequence[ListFile]) -> Reading:
    file = files[0]
    tied = _tied(file)
    drafts: list[Draft] = []
    left_out: list[str] = []
    datasets, newest, seen = [], "", 0
    for entity in _entities(file):
        seen += 1
        if not _is_target(entity):
            tied.others.pop(entity["id"], None)
            continue
        owned = tied.of(entity)
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
    """The objects that belong to targets, and how many ties lead to entities that the file does not hold.

    owned: the objects by the id of the target that owns them; addresses: those that targets name, by their own id; others:
    how many objects belong to each entity that is no target.
    """

    owned: dict[str, list[Entity]] = field(default_factory=lambda: defaultdict(list))
    addresses: dict[str, Entity] = field(default_factory=dict)
    others: Counter[str] = field(default_factory=Counter)
    ties: int = 0
    broken: int = 0

    def of(self, target: Entity) -> list[Entity]:
        """Take what belongs to a target."""
        found = self.owned.pop(target["id"], [])
        for id in texts(target, "addressEntity"):
            self.ties += 1
            if id in self.addresses:
                found.append(self.addresses[id])
            else:
                self.broken += 1
        return found

    def check(self, file: ListFile) -> None:
        """Raise WatchlistError where many objects belong to an entity that the file does not hold: it was cut off."""
        broken = self.broken + self.others.total()
        if broken > rules()["orphan_share"] * max(self.ties, 1):
            raise WatchlistError(
                f"{file.where}: {broken} of {self.ties} ties lead to entities that the file does not hold: it was cut off. "
                "Fetch it again."
            )


def _tied(file: ListFile) -> _Tied:
    """Read the objects of a file that belong to targets."""
    targets, named = set(), set()
    for entity in _entities(file):
        if _is_target(entity):
            targets.add(entity["id"])
            named.update(texts(entity, "addressEntity"))
    tied = _Tied()
    for entity in _entities(file, only_marked=True):
        if entity["schema"] == "Address" and entity["id"] in named:
            tied.addresses[entity["id"]] = entity
        for owner in texts(entity, TIES.get(entity["schema"], "")):
            tied.ties += 1
            if owner in targets:
                tied.owned[owner].append(entity)
            else:
                tied.others[owner] += 1
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
            if not _is_entity(entity):
                raise WatchlistError(
                    f"{file.where}, line {number}: is no entity with id, schema and properties. Fetch it again."
                )
            yield entity


def _is_entity(found: object) -> bool:
    """Whether an object has the shape of an entity, with values in its properties that can be read or passed over."""
    if not isinstance(found, dict) or not isinstance(found.get("id"), str):
        return False
    return _has_shape(found) and all(
        _is_value(value)
        for values in found["properties"].values()
        for value in (values if isinstance(values, list) else [values])
    )


def _is_value(value: object) -> bool:
    """Whether a value of a property is single, an entity, or an object that is none (relatives), which is not read."""
    is_aside = isinstance(value, dict) and not {"schema", "properties"} & value.keys()
    return isinstance(value, _SINGLE) or is_aside or _has_shape(value)


def _has_shape(found: object) -> bool:
    """Whether schema, properties and what an entity says of itself are what they should be; properties are not looked into."""
    if not isinstance(found, dict) or not isinstance(found.get("schema"), str):
        return False
    lists = [found.get(key) or [] for key in ("datasets", "referents")]
    return (
        isinstance(found.get("properties"), dict)
        and all(isinstance(found.get(key), str | None) for key in ("caption", "last_seen"))
        and all(isinstance(values, list) and all(isinstance(value, str) for value in values) for values in lists)
    )
