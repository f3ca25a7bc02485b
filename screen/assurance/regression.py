"""This report beside an earlier one: what got worse beyond noise, what got better, what cannot be compared.

Where both asked the same names, nothing moves by chance of the draw: a class is worse when more of them are newly missed than
newly found than a coin would give (sign test). Where they asked others, by Fisher's exact test over all those classes together
(Holm). Both are one-sided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from screen.assurance.innocents import kind_in_words
from screen.assurance.settings import settings
from screen.assurance.verdict import is_failing

Record = Mapping[str, Any]
FORM = 1


@dataclass(frozen=True, slots=True)
class Pair:
    """One class in both reports: how many came back of how many.

    lost, won: names newly missed and newly found, None where other names were asked.
    """

    what: str
    before: tuple[int, int]
    now: tuple[int, int]
    lost: int | None = None
    won: int | None = None
    more_is_worse: bool = False

    @property
    def is_same(self) -> bool:
        """Whether both asked the same names."""
        return self.lost is not None and self.won is not None

    @property
    def change(self) -> float:
        """How much worse the share is, 0 to 1; below 0 better."""
        fall = self.before[0] / self.before[1] - self.now[0] / self.now[1]
        return -fall if self.more_is_worse else fall

    @property
    def chance(self) -> float:
        """The probability of a fall as great by chance."""
        from scipy.stats import binomtest, fisher_exact

        if self.lost is not None and self.won is not None:
            both = self.lost + self.won
            return float(binomtest(self.lost, both, 0.5, alternative="greater").pvalue) if both else 1.0
        table = [[self.before[0], self.before[1] - self.before[0]], [self.now[0], self.now[1] - self.now[0]]]
        return float(fisher_exact(table, alternative="less" if self.more_is_worse else "greater").pvalue)

    def told(self, is_worse: bool) -> dict[str, Any]:
        """Return it as JSON values."""
        beside = {"lost": self.lost, "won": self.won, "chance": round(self.chance, 6)}
        return {"what": self.what, "before": list(self.before), "now": list(self.now), **beside, "is_worse": is_worse}


def compared(now: Record, before: Record) -> dict[str, Any]:
    """Compare two records of effectiveness reports."""
    pairs, lost_tests = list(_pairs(now, before)), list(_not_tested_any_more(now, before))
    worse = _worse(pairs)
    regressions = [
        *_always(now, before),
        *_crossed(now, before),
        *lost_tests,
        *(_sentence(pairs[place]) for place in worse),
    ]
    return {
        "before": {name: before[name] for name in ("as_of", "tool_version", "rules_version", "seed")},
        "changed": list(_changed(now, before)),
        "regressions": regressions,
        "compared": [
            one.told(place in worse) for place, one in enumerate(pairs) if one.change or one.lost or one.won
        ],
        "classes_compared": len(pairs),
    }


def _worse(pairs: Sequence[Pair]) -> list[int]:
    """Return the places of what got worse beyond noise: on the same names each by itself, on others all together (Holm)."""
    limit = settings().significance
    same = [place for place, one in enumerate(pairs) if one.is_same]
    worse = [place for place in same if pairs[place].change > 0 and pairs[place].chance <= limit]
    others = len(pairs) - len(same)
    falls = sorted((one.chance, place) for place, one in enumerate(pairs) if one.change > 0 and not one.is_same)
    for rank, (chance, place) in enumerate(falls):
        if chance > limit / (others - rank):
            break
        worse.append(place)
    return sorted(worse)


def _sentence(pair: Pair) -> str:
    told = f"{pair.before[0]:,} of {pair.before[1]:,} before, {pair.now[0]:,} of {pair.now[1]:,} now"
    if pair.lost is not None:
        told += f"; of the same names {pair.lost:,} {'alert that did' if pair.more_is_worse else 'are missed that were'} not before"
    return f"{pair.what}: {told}."


def _always(now: Record, before: Record) -> Iterator[str]:
    """Yield what is a regression whatever chance says: exact controls that are missed, and were not."""
    earlier = {row["how"]: row for row in before["controls"]["by_class"]}
    for row in now["controls"]["by_class"]:
        other = earlier.get(row["how"])
        if row["how"] != "exact" or other is None:
            continue
        is_same = row["asked_sha256"] == other["asked_sha256"]
        if is_failing(row) or (is_same and row["found"] < other["found"]):
            missed, before_it = row["asked"] - row["found"], other["asked"] - other["found"]
            yield f"{missed:,} of {row['asked']:,} exact controls are missed, {before_it:,} of {other['asked']:,} before."


def _crossed(now: Record, before: Record) -> Iterator[str]:
    """Yield the groups of innocents that page one did not have to name before."""
    limit = settings().ratio_limit
    known = _known_groups(now, before)
    for one in now["innocents"]["groups"]:
        earlier = known.get((one["group"], one["script"]))
        if one["is_above_limit"] and earlier and not earlier["is_above_limit"] and one["share"] > earlier["share"]:
            yield (
                f"Alerts on {one['group']} ({one['script']}): now {one['ratio']:.1f} times those on all {one['kind']}, above the "
                f"limit of {limit:g}; before {earlier['ratio'] or 0:.1f}."
            )


def _known_groups(now: Record, before: Record) -> dict[tuple[str, str], Record]:
    """Return the earlier groups of innocents; none where one report has invented names and the other a table of one's own."""
    if now["innocents"]["is_own"] != before["innocents"]["is_own"]:
        return {}
    return {(one["group"], one["script"]): one for one in before["innocents"]["groups"]}


def _not_tested_any_more(now: Record, before: Record) -> Iterator[str]:
    tested = {one["id"] for one in _sets(now) if one["tested"]}
    for one in _sets(before):
        if one["tested"] and one["id"] not in tested:
            yield f"{one['title']}: tested before, not tested now."


def _sets(record: Record) -> list[Record]:
    return [record["controls"], *record["recall"]]


def _pairs(now: Record, before: Record) -> Iterator[Pair]:
    """Yield every class that both reports have."""
    was_missed, is_missed = _missed(before), _missed(now)
    known = {one["id"]: one for one in _sets(before)}
    for one in _sets(now):
        if (other := known.get(one["id"])) and one["all"]["asked"] and other["all"]["asked"]:
            yield _pair(
                f"{one['title']}, all", one["all"], other["all"], _all_of(is_missed, one), _all_of(was_missed, one)
            )
        earlier = {_key(row): row for row in known.get(one["id"], {}).get("by_class", ())}
        for row in one["by_class"]:
            if (other := earlier.get(_key(row))) and row["asked"] and other["asked"]:
                key = (one["title"], row["how"], row.get("kind", ""))
                yield _pair(
                    f"{one['title']}, {' '.join(_key(row))}", row, other, is_missed.get(key), was_missed.get(key)
                )
        near = {row["how"]: row for row in known.get(one["id"], {}).get("near_names", ())}
        for row in one.get("near_names", ()):
            if (other := near.get(row["how"])) and row["asked"] and other["asked"]:
                counts = (other["found"], other["asked"]), (row["found"], row["asked"])
                yield Pair(f"Alerts on near names, {row['how']}", *counts, more_is_worse=True)
    groups = _known_groups(now, before)
    is_alerted, was_alerted = _alerted(now), _alerted(before)
    for row in now["innocents"]["groups"]:
        place = (row["group"], row["script"])
        if other := groups.get(place):
            pair = _pair(f"Alerts on {' '.join(place)}", row, other, is_alerted.get(place), was_alerted.get(place))
            is_part = row["script"] != "all"
            yield Pair(
                pair.what, pair.before, pair.now, pair.lost if is_part else None, pair.won if is_part else None, True
            )


def _all_of(missed: Mapping[tuple[str, ...], Counter[str]], one: Record) -> Counter[str]:
    """Return the misses of a whole set, whatever their class and kind."""
    found = [names for (title, _, kind), names in missed.items() if title == one["title"] and not kind]
    return sum(found, Counter())


def _pair(what: str, row: Record, other: Record, now: Counter[str] | None, before: Counter[str] | None) -> Pair:
    """Pair a class; now and before: the names that fell out, counted where both asked the same."""
    counts = (other["found"], other["asked"]), (row["found"], row["asked"])
    if row["asked_sha256"] != other["asked_sha256"]:
        return Pair(what, *counts)
    now, before = now or Counter(), before or Counter()
    return Pair(what, *counts, (now - before).total(), (before - now).total())


def _missed(record: Record) -> dict[tuple[str, ...], Counter[str]]:
    found: dict[tuple[str, ...], Counter[str]] = {}
    for one in record["misses"]:
        for kind in {kind_in_words(one["kind"]), ""}:
            found.setdefault((one["set"], one["how"], kind), Counter())[f"{one['asked']}\t{one['wanted']}"] += 1
    return found


def _alerted(record: Record) -> dict[tuple[str, str], Counter[str]]:
    found: dict[tuple[str, str], Counter[str]] = {}
    for one in record["innocents"]["alerts"]:
        found.setdefault((one["group"], one["script"]), Counter())[one["asked"]] += 1
    return found


def _key(row: Record) -> tuple[str, ...]:
    return tuple(row[name] for name in ("how", "kind") if name in row)


def _changed(now: Record, before: Record) -> Iterator[str]:
    """Yield what differs in what was tested, so that a reader knows why figures moved."""
    for name in ("tool_version", "rules_version", "seed", "controls_per_class", "names_per_group"):
        if now[name] != before[name]:
            yield f"{name.replace('_', ' ')}: {before[name]} before, {now[name]} now"
    for band, least in now["thresholds"].items():
        if before["thresholds"].get(band) != least:
            yield f"{band} from {before['thresholds'].get(band, 'nothing')} before, {least} now"
    innocents = {True: "a table of one's own", False: "invented names"}
    if now["innocents"]["is_own"] != before["innocents"]["is_own"]:
        told = [innocents[one["innocents"]["is_own"]] for one in (before, now)]
        yield f"innocents: {told[0]} before, {told[1]} now, so alerts on them are not compared"
    elif now["innocents"]["sha256"] != before["innocents"]["sha256"]:
        yield "innocents: another table"
    lists = {one["id"]: one for one in before["lists"]}
    for one in now["lists"]:
        earlier = lists.pop(one["id"], None)
        if earlier is None:
            yield f"{one['title']}: not used before"
        elif earlier["sha256"] != one["sha256"]:
            yield f"{one['title']}: of {earlier['date'] or 'an unknown day'} before, of {one['date'] or 'an unknown day'} now"
    yield from (f"{one['title']}: not used now" for one in lists.values())
    versions = {**before["versions"]}
    for name, version in now["versions"].items():
        if versions.get(name) != version:
            yield f"{name}: {versions.get(name) or 'not there'} before, {version or 'not there'} now"
