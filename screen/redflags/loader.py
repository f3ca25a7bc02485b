"""Rules from YAML files, strictly: the shipped ones, and folders of one's own that add to them or change them.

Owns which files are read, what a folder of one's own may change, and the version of the rules that come of it. What one rule
must hold is left to reading.py, match bands to bands.py, who answers for a change to about.py. Every error names file, rule and
line, and all of them are told at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from screen.cache import prepared
from screen.data import digest, read_marked, read_yaml, rules_file, rules_version, shipped
from screen.errors import RuleError
from screen.redflags.about import ABOUT, BAND, HOW, About, Altered, changes_of, read_about, word_changes
from screen.redflags.bands import MATCHING, read_bands, shipped_matching
from screen.redflags.reading import OPTIONAL, REQUIRED, Place, read_rule, text, texts
from screen.redflags.rule import PROFILES, OwnSource, Rule, RuleBook, RuleException, Source
from screen.redflags.thresholds import Thresholds

FILE_KEYS = ("typology", "source", "date", "profiles", "sources", "vocabularies", "rules")
SOURCE_KEYS = ("title", "issuer", "date", "link")
SUFFIXES = (".yml", ".yaml")
OwnRules: TypeAlias = Path | Thresholds
"""A folder or file of rules of one's own, or the thresholds of a settings file."""


@dataclass
class _Entry:
    """A rule as written, with the place of each of its keys; own rules may have changed some."""

    place: Place
    values: dict[str, Any]
    places: dict[str, Place]
    typology: str
    is_own: bool
    is_off: bool = False
    changes: list[str] = field(default_factory=list)


@dataclass
class _Reader:
    """What the folders read so far hold."""

    sources: dict[str, Source]
    exceptions: Mapping[str, RuleException]
    today: date
    entries: dict[str, _Entry] = field(default_factory=dict)
    vocabularies: dict[str, dict[str, Any]] = field(default_factory=dict)
    bands: dict[str, float] = field(default_factory=dict)
    altered: list[Altered] = field(default_factory=list)
    answered: list[tuple[Altered, About]] = field(default_factory=list)
    errors: list[RuleError] = field(default_factory=list)

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Keep the error of a step and go on, so that all errors can be told together."""
        try:
            yield
        except RuleError as problem:
            self.errors.append(problem)

    def folder(self, home: Path, is_own: bool) -> None:
        """Read the rules of a folder, or of one file."""
        seen: dict[str, Place] = {}
        for path in rule_files(home):
            with self.collecting():
                if is_own and path.stem == MATCHING:
                    self._bands(Place(read_marked(path)))
                elif not (is_own and path.stem == ABOUT):
                    self._file(path, is_own, seen)

    def own(self, home: OwnRules) -> None:
        """Read rules of one's own, and who answers for what they change of shipped ones."""
        self.altered = []
        with self.collecting():
            if isinstance(home, Thresholds):
                self._bands(home.matching)
            else:
                self.folder(home, is_own=True)
        with self.collecting():
            about = self._about(home)
            if about:
                self.answered += [(one, about) for one in self.altered]
            elif self.altered:
                what, place = self.altered[0].what, self.altered[0].place
                raise place.error(
                    f"{what} is changed from what was shipped, and nothing says who decided it and why. "
                    f"Write a file about.yml beside it with {HOW}"
                )

    def _about(self, home: OwnRules) -> About | None:
        if isinstance(home, Thresholds):
            return home.answered(self.today)
        found = about_files(home)
        if len(found) > 1:
            raise RuleError(f"{found[1]}: {found[0].name} says the same already. Keep one of the two.")
        return read_about(Place(read_marked(found[0])), self.today) if found else None

    def _bands(self, file: Place) -> None:
        """Take match bands of one's own."""
        before = {word: float(least) for word, least in shipped_matching()["bands"].items()} | self.bands
        after = read_bands(file, before)
        for word, least in after.items():
            if least != before[word]:
                self.bands[word] = least
                self.altered.append(Altered(f"{BAND} {word}", before[word], least, file.at("bands", word)))

    def _file(self, path: Path, is_own: bool, seen: dict[str, Place]) -> None:
        file = Place(read_marked(path))
        data = file.file.data
        for key in data:
            if key not in FILE_KEYS:
                raise file.at(key).error(f"unknown key {key!r}. Known: {', '.join(FILE_KEYS)}")
        profiles = texts(data["profiles"], file.at("profiles")) if "profiles" in data else PROFILES
        typology = text(data["typology"], file.at("typology")) if "typology" in data else ""
        for key, given in _pairs(data.get("sources", {}), file.at("sources")):
            with self.collecting():
                self._source(key, given, file.at("sources", key))
        if "vocabularies" in data:
            with self.collecting():
                self._vocabularies(data["vocabularies"], file.at("vocabularies"), is_own)
        rules = data.get("rules", [])
        if not isinstance(rules, list):
            raise file.at("rules").error("a list of rules is expected, each beginning with “- id:”")
        for number, raw in enumerate(rules):
            with self.collecting():
                self._rule(raw, file.at("rules", number), list(profiles), typology, is_own, seen)

    def _source(self, key: str, given: object, place: Place) -> None:
        if key in self.sources:
            raise place.error(f"the source {key} is known already. Give yours another id")
        values = dict(_pairs(given, place))
        for name in values:
            if name not in SOURCE_KEYS:
                raise place.at(name).error(f"unknown key {name!r} of a source. Known: {', '.join(SOURCE_KEYS)}")
        missing = [name for name in SOURCE_KEYS[:3] if name not in values]
        if missing:
            raise place.error(f"the source {key} lacks {', '.join(missing)}")
        values = {name: text(value, place.at(name)) for name, value in values.items()}
        self.sources[key] = Source(key, values["title"], values["issuer"], values["date"], values.get("link", ""))

    def _vocabularies(self, given: object, place: Place, is_own: bool) -> None:
        """Take the changes of own rules to words and thresholds, vocabulary by vocabulary."""
        if not is_own:
            raise place.error("only rules of one's own may change words; shipped ones stand in rules/vocabularies/")
        known = vocabularies()
        for name, changes in _pairs(given, place):
            if name not in known:
                raise place.at(name).error(f"no vocabulary {name!r} is known. Known: {', '.join(known)}")
            words = known[name] | self.vocabularies.get(name, {})
            for key, value in _pairs(changes, place.at(name)):
                if key not in words:
                    raise place.at(name, key).error(f"no words {key!r} are known here. Known: {', '.join(words)}")
                changed = changed_words(words[key], value, place.at(name, key))
                self.altered += word_changes(words[key], changed, f"{name}, {key}", place.at(name, key))
                self.vocabularies.setdefault(name, {})[key] = changed

    def _rule(
        self, raw: object, place: Place, profiles: list[str], typology: str, is_own: bool, seen: dict[str, Place]
    ) -> None:
        values = dict(_pairs(raw, place))
        identity = values.get("id")
        if not isinstance(identity, str) or not identity:
            raise place.named("(no id)").error("missing id: a rule begins with “- id:” and a word")
        place = place.named(identity)
        allowed = (*REQUIRED, *OPTIONAL, *(("off",) if is_own else ()))
        unknown = sorted(key for key in values if key not in allowed)
        if unknown:
            raise place.at(unknown[0]).error(f"unknown {', '.join(unknown)}. Known keys: {', '.join(allowed)}")
        if identity in seen:
            raise place.at("id").error(f"the id stands twice, first in line {seen[identity].line}. Give each its own")
        seen[identity] = place
        off = values.pop("off", None)
        if off is not None and not isinstance(off, bool):
            raise place.at("off").error(f"off is true or false, not {off!r}")
        places = {key: place.at(key) for key in values}
        if is_own and identity in self.entries:
            self._override(self.entries[identity], values, places, off, place)
            return
        missing = [key for key in REQUIRED if key not in values]
        if missing and is_own:
            raise place.error(
                f"no rule in use has this id, and a rule of its own needs more: missing {', '.join(missing)}. "
                "dprk-screen rules list shows the ids"
            )
        if missing:
            raise place.error(f"missing {', '.join(missing)}")
        self.entries[identity] = _Entry(place, {"profiles": profiles, **values}, places, typology, is_own, bool(off))

    def _override(
        self, entry: _Entry, values: dict[str, Any], places: dict[str, Place], off: bool | None, at: Place
    ) -> None:
        """Put single keys of a rule in the place of what it said; a level alone holds whatever its levels said."""
        del values["id"], places["id"]
        where = next(iter(places.values()), entry.place).file.path.name
        before = entry.values.get("level")
        if not entry.is_own:
            self._note(entry, values, places, off, at)
        if "level" in values and "levels" not in values and entry.values.pop("levels", None):
            entry.places.pop("levels", None)
        entry.values |= values
        entry.places |= places
        if off is not None:
            entry.is_off = off
        entry.changes += [
            f"level {before} → {value}, in {where}" if key == "level" else f"{key}, in {where}"
            for key, value in values.items()
        ]

    def _note(
        self, entry: _Entry, values: dict[str, Any], places: dict[str, Place], off: bool | None, at: Place
    ) -> None:
        """Keep what is about to change of a shipped rule."""
        rule = f"rule {at.rule}"
        if off is not None and off is not entry.is_off:
            words = {False: "in use", True: "off"}
            self.altered.append(Altered(rule, words[entry.is_off], words[off], at.at("off")))
        given = dict(values)
        if "level" in values and "levels" not in values and entry.values.get("levels"):
            given["levels"] = None
        for key, value in given.items():
            if value != (before := entry.values.get(key)):
                self.altered.append(
                    Altered(f"{rule}, {key}", before, value, places.get(key, places.get("level", at)))
                )

    def read(self) -> list[tuple[Rule, bool]]:
        """Return the rules by id, each with whether it is off."""
        found: list[tuple[Rule, bool]] = []
        for entry in self.entries.values():
            with self.collecting():
                rule = read_rule(
                    entry.values, entry.place, entry.places, entry.typology, self.sources, self.exceptions
                )
                found.append((replace(rule, changes=tuple(entry.changes), is_own=entry.is_own), entry.is_off))
        return sorted(found, key=lambda pair: pair[0].id)


def load_rules(folder: Path | None = None, own: Sequence[OwnRules] = (), today: date | None = None) -> RuleBook:
    """Load the rules of a folder (of the shipped one for None), changed in their order by folders or files of one's own, or by
    the thresholds of a settings file.

    today: a change dated later than this day and later than the clock's is refused; None is the clock's alone. Raises
    RuleError, naming file, rule and line of everything that is missing, unknown or given twice.
    """
    return _read(folder, own, today) if folder or own else _shipped_book()


@prepared
def _shipped_book() -> RuleBook:
    return _read(None, (), None)


def _read(folder: Path | None, own: Sequence[OwnRules], today: date | None) -> RuleBook:
    reader = _Reader(_shipped_sources(), _shipped_exceptions(), max(filter(None, (today, date.today()))))
    reader.folder(folder or shipped("rules") / "red_flags", is_own=False)
    before = reader.read() if own and not reader.errors else []
    for path in own:
        reader.own(path)
    found = reader.read()
    if reader.errors:
        raise RuleError("\n".join(dict.fromkeys(str(problem) for problem in reader.errors)))
    version, policy = _version(folder, own), changes_of(reader.answered)
    as_shipped = None
    if policy:
        added = [pair for pair in found if pair[0].is_own]
        as_shipped = _book(sorted([*before, *added], key=lambda pair: pair[0].id), reader, version)
    book = _book(found, reader, version)
    moved = {one.what for one in policy}
    bands = {word: least for word, least in reader.bands.items() if f"{BAND} {word}" in moved}
    told = tuple(own_source(one) for one in own)
    return replace(book, vocabularies=reader.vocabularies, bands=bands, policy=policy, shipped=as_shipped, own=told)


def _book(found: Sequence[tuple[Rule, bool]], reader: _Reader, version: str) -> RuleBook:
    """Return rules as a book, those that are off apart."""
    on, off = (tuple(rule for rule, is_off in found if is_off is wanted) for wanted in (False, True))
    return RuleBook(on, reader.exceptions, off, version=version)


def vocabularies() -> dict[str, dict[str, Any]]:
    """Return the shipped vocabularies by name: words and thresholds that rules of one's own may change."""
    found = {}
    for path in sorted((shipped("rules") / "vocabularies").glob("*.yml")):
        head = ("title", "source", "date")
        found[path.stem] = {key: value for key, value in read_yaml(path).items() if key not in head}
    return found


def rule_files(home: Path) -> list[Path]:
    """Return the rules files of a folder, by name, or the one file; raises RuleError where there is none."""
    if home.is_file():
        return [home]
    if not home.is_dir():
        raise RuleError(f"{home}: no such folder. Name one that holds rules as .yml files.")
    found = sorted(path for path in home.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())
    if not found:
        raise RuleError(f"{home}: no .yml file lies in this folder. Put a rules file there, or drop the folder.")
    return found


def about_files(home: Path) -> list[Path]:
    """Return the about.yml of a folder, or the one beside a single file: [] for none, several where it stands twice."""
    place = home.parent if home.is_file() else home
    found = sorted(path for path in place.iterdir() if path.suffix.lower() in SUFFIXES) if place.is_dir() else []
    return [path for path in found if path.stem == ABOUT and path.is_file()]


def _version(folder: Path | None, own: Sequence[OwnRules]) -> str:
    """Return the version of the shipped rules, or one that also follows from everything of one's own."""
    parts = [rules_version()]
    if folder:
        parts.append(digest(*rule_files(folder), suffixes=SUFFIXES))
    parts += [own_source(one).sha256 for one in own]
    return parts[0] if len(parts) == 1 else hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]


def own_source(one: OwnRules) -> OwnSource:
    """Return what rules of one's own are known by; raises RuleError where there are none."""
    if isinstance(one, Thresholds):
        return OwnSource(str(one.path), one.digest, dict(one.bands), dict(one.about))
    return OwnSource(str(one), digest(*dict.fromkeys([*rule_files(one), *about_files(one)]), suffixes=SUFFIXES))


def _shipped_sources() -> dict[str, Source]:
    found = read_yaml(rules_file("sources.yml"))["sources"]
    return {key: Source(key, one["title"], one["issuer"], one["date"], one["link"]) for key, one in found.items()}


def _shipped_exceptions() -> dict[str, RuleException]:
    found = read_yaml(rules_file("exceptions.yml"))["exceptions"]
    return {key: RuleException(key, one["title"], one["ask"]) for key, one in found.items()}


def _pairs(given: object, place: Place) -> Iterable[tuple[str, Any]]:
    if not isinstance(given, dict):
        raise place.error(f"keys and values are expected here; found {given!r}")
    for key in given:
        if not isinstance(key, str):
            raise place.error(f"the key {key!r} is no text. Write it in quotes")
    return given.items()


def changed_words(known: object, given: object, place: Place) -> object:
    """Return words of the vocabulary as own rules want them.

    A list replaces a list; {add: [...], drop: [...]} changes it; keys below a heading change those alone.
    """
    if isinstance(known, dict):
        changed = dict(known)
        for key, value in _pairs(given, place):
            if key not in known:
                raise place.at(key).error(f"no words {key!r} are known here. Known: {', '.join(sorted(known))}")
            changed[key] = changed_words(known[key], value, place.at(key))
        return changed
    if isinstance(known, list):
        return _changed_list(known, given, place)
    number = isinstance(known, (int, float)) and not isinstance(known, bool)
    fits = isinstance(given, (int, float)) and not isinstance(given, bool) if number else isinstance(given, str)
    if not fits:
        raise place.error(f"{'a number' if number else 'a text'} is expected, like {known!r}; found {given!r}")
    return given


def _changed_list(known: list[Any], given: object, place: Place) -> list[Any]:
    wanted: type | tuple[type, ...] = str if all(isinstance(one, str) for one in known) else (str, int, float)

    def checked(value: object, at: Place) -> list[Any]:
        if not isinstance(value, list) or not all(isinstance(one, wanted) for one in value):
            raise at.error(f"a list of words is expected, or {{add: [...], drop: [...]}}; found {value!r}")
        return value

    if not isinstance(given, dict):
        return checked(given, place)
    for key in given:
        if key not in ("add", "drop"):
            raise place.at(key).error(f"unknown key {key!r}: a list is changed by add and drop")
    add, drop = (checked(given.get(key, []), place.at(key)) for key in ("add", "drop"))
    for word in drop:
        if word not in known:
            raise place.at("drop").error(f"{word!r} is not among the words to drop it from")
    return [*(word for word in known if word not in drop), *(word for word in add if word not in known)]
