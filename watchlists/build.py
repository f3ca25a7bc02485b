"""Build the shipped UN and OFAC lists, and the ties between them, from the publishers' files.

    python watchlists/build.py --lists FOLDER --facts redflags.yaml

FOLDER holds un/consolidated_*.xml and us_ofac/ with sdn, alt, add and comments files of several days and the newest
names file. Only facts are carried: names, dates, numbers, addresses, programmes. Which file each detail is from, and
what no file has, is said entry by entry (data_as_of, basis, note).
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import click
import yaml

from screen.lists import ofac_csv
from screen.lists.folder import content_hash, entries_csv, natural
from screen.lists.un_xml import read_un_xml
from screen.model import Identifier
from screen.names.folding import fold

HERE = Path(__file__).resolve().parent
NEWEST_NAMES, NEWEST_ALIASES, NEWEST_FACTS, OLDER = "2026-08-20", "2026-06-02", "2024-05-03", "2023-12-28"
DPRK_PROGRAM = re.compile(r"^DPRK")
Entry = dict[str, object]


@click.command()
@click.option(
    "--lists", "folder", required=True, type=click.Path(path_type=Path, exists=True), help="Publishers' files."
)
@click.option("--facts", required=True, type=click.Path(path_type=Path, exists=True), help="The fact base (YAML).")
def build(folder: Path, facts: Path) -> None:
    """Write dprk-un/, dprk-ofac/ and same_as.csv."""
    loaded = yaml.load(facts.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    fronts = loaded["fronts_listed"]
    un_day, un = un_entries(folder / "un" / "consolidated_2026-02-27.xml", fronts)
    ofac = ofac_entries(folder / "us_ofac", fronts)
    write_list(
        "dprk-un", un, title="UN Security Council, DPRK (1718) list", publisher="UN", date=un_day,
        source="https://main.un.org/securitycouncil/en/sanctions/1718/materials",
        licence="Facts published by the United Nations",
        coverage="All 155 entries of the 1718 Committee (80 individuals, 75 entities) on the consolidated list of that day.",
    )  # fmt: skip
    write_list(
        "dprk-ofac", ofac, title="US Treasury OFAC, DPRK entries of the SDN list", publisher="OFAC", date=NEWEST_NAMES,
        source="https://sanctionslist.ofac.treas.gov/Home/SdnList",
        licence="Work of the United States government, public domain",
        coverage=f"{len(ofac)} entries: every one under a DPRK programme, the DPRK organisations and individuals under "
                 "NPWMD alone. Names are of 2026-08-20; details are of the newest file that had them, entry by entry.",
    )  # fmt: skip
    ties = same_as(un, ofac, fronts)
    with (HERE / "same_as.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["cluster", "list", "id", "proof"])
        writer.writerows(ties)
    click.echo(f"UN {len(un)}, OFAC {len(ofac)}, ties {len(ties) // 2}")


def write_list(name: str, entries: list[Entry], **about: str) -> None:
    """Write a list folder: entries.csv and the watchlist.yml that states its hash."""
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    target = folder / "entries.csv"
    target.write_text(entries_csv(entries), encoding="utf-8", newline="\n")
    about = {"id": name, **about, "sha256": content_hash(target)}
    text = yaml.safe_dump(about, sort_keys=False, allow_unicode=True, width=110, default_style=None)
    (folder / "watchlist.yml").write_text(text, encoding="utf-8", newline="\n")


def un_entries(path: Path, fronts: list[dict[str, object]]) -> tuple[str, list[Entry]]:
    """Read the DPRK entries of the UN list and add what kind of front each is."""
    day, _, entries = read_un_xml(path, "DPRK")
    kinds = {reference: front for front in fronts for reference in front["listed"].get("un") or []}  # type: ignore[attr-defined]
    for entry in entries:
        entry.update(_front(kinds.get(str(entry["id"]))))
        entry["references"] = (f"UN:{entry['id']}",)
        entry["sources"] = ("https://main.un.org/securitycouncil/en/sanctions/1718/materials",
                            f"UN Security Council consolidated list, {day}")  # fmt: skip
        entry["data_as_of"], entry["basis"] = day, "original"
    return day, entries


def ofac_entries(folder: Path, fronts: list[dict[str, object]]) -> list[Entry]:
    """Join the OFAC files: newest names, newest aliases and addresses, newest remarks."""
    with (folder / "derived" / f"ofac_sdn_names_{NEWEST_NAMES}.csv").open(encoding="utf-8", newline="") as stream:
        names = {row["uid"]: row for row in csv.DictReader(stream)}
    newest = ofac_csv.read_sdn(folder / NEWEST_FACTS / "sdn.csv")
    older = ofac_csv.read_sdn(folder / OLDER / "sdn.csv", folder / OLDER / "sdn_comments.csv")
    aliases = ofac_csv.read_aliases(folder / NEWEST_ALIASES / "alt.csv")
    addresses = ofac_csv.read_addresses(folder / NEWEST_ALIASES / "add.csv")
    kinds = {str(number): front for front in fronts for number in front["listed"].get("ofac") or []}  # type: ignore[attr-defined]
    wanted = {uid for uid, row in names.items() if any(map(DPRK_PROGRAM.match, row["programs"].split("; ")))}
    wanted |= set(kinds) | {*ofac_csv.dprk_individuals(older), *ofac_csv.dprk_individuals(newest)}
    gone = sorted(wanted - set(names), key=natural)
    if gone:
        click.echo(f"not on the names file of {NEWEST_NAMES}, left out: {', '.join(gone)}")
    return [
        _ofac_entry(names[uid], newest.get(uid) or older.get(uid), uid in newest, aliases.get(uid, []),
                    addresses.get(uid, []), kinds.get(uid))
        for uid in sorted(wanted & set(names), key=natural)
    ]  # fmt: skip


def _ofac_entry(
    row: dict[str, str], facts: Entry | None, is_newest: bool, aliases: list[str],
    addresses: list[tuple[str, str]], front: dict[str, object] | None,
) -> Entry:  # fmt: skip
    uid, kind = row["uid"], {"individual": "person", "entity": "organisation"}.get(row["type"], row["type"])
    known = facts or {}
    strong = list(dict.fromkeys([*split_names(row["alternate_names"]), *aliases]))
    day = NEWEST_FACTS if is_newest else OLDER if facts else NEWEST_NAMES
    missing = "Details (birth dates, numbers, remarks) are not in the public files read: check the official list."
    own_countries = tuple(dict.fromkeys(code for _, code in addresses if code))
    return {
        "id": uid,
        "kind": kind,
        "name": row["name"],
        "aliases": tuple(alias for alias in strong if alias != row["name"]),
        "countries": own_countries or known.get("countries", ()) or _flag(known),
        "addresses": tuple(dict.fromkeys(text for text, _ in addresses)),
        "programs": tuple(row["programs"].split("; ")),
        "listed_on": "",
        "references": (f"OFAC:{uid}",),
        "legal_status": "listed",
        "sources": (f"https://sanctionssearch.ofac.treas.gov/Details.aspx?id={uid}",
                    f"OFAC SDN list, names of {NEWEST_NAMES}" + (f", details of {day}" if facts else "")),
        "note": "" if facts else missing,
        "data_as_of": day if facts else NEWEST_ALIASES if aliases or addresses else NEWEST_NAMES,
        "basis": "original" if facts else "derived",
        **{
            name: known.get(name, () if name != "gender" else "")
            for name in ("weak_aliases", "birth_dates", "birth_places", "nationalities", "gender", "identifiers",
                         "phones", "emails", "websites")
        },
        **_front(front),
    }  # fmt: skip


def _flag(known: Entry) -> tuple[str, ...]:
    return (str(known["flag"]),) if known.get("flag") else ()


def split_names(text: str) -> list[str]:
    """Split the names file's alternate names at its semicolons."""
    return [name.strip() for name in text.split(";") if name.strip()]


def _front(front: dict[str, object] | None) -> Entry:
    """Return typology, sectors and countries of operation of an organisation in the fact base."""
    if not front:
        return {}
    return {"typology": (str(front["type"]),), "sectors": tuple(front["sectors"])}  # type: ignore[arg-type]


# ---- ties between publishers -----------------------------------------------------------------------------

Tie = tuple[str, str, str, str]


def same_as(un: list[Entry], ofac: list[Entry], fronts: list[dict[str, object]]) -> list[Tie]:
    """Tie UN and OFAC entries that are one party, by the strongest proof there is; a contradiction forbids it."""
    proofs: dict[tuple[str, str], str] = {}
    by_id = {str(entry["id"]): entry for entry in [*un, *ofac]}
    for proof in (_by_identifier, _by_name_and_birth, _by_primary_name, _by_distinct_name):
        taken_un, taken_ofac = {a for a, _ in proofs}, {b for _, b in proofs}
        for (a, b), why in sorted(proof(un, ofac).items()):
            if a not in taken_un and b not in taken_ofac and by_id[a]["kind"] == by_id[b]["kind"]:
                proofs[a, b] = why
    for front in fronts:
        for a in front["listed"].get("un") or []:  # type: ignore[attr-defined]
            for b in map(str, front["listed"].get("ofac") or []):  # type: ignore[attr-defined]
                is_tied = any(a == one or b == other for one, other in proofs)
                if a in by_id and b in by_id and not is_tied and _names(by_id[a]) & _names(by_id[b]):
                    proofs[a, b] = "name"
    ties = []
    for (a, b), why in sorted(proofs.items(), key=lambda item: natural(item[0][0])):
        cluster = f"un-{a.lower()}"
        ties += [(cluster, "dprk-un", a, why), (cluster, "dprk-ofac", b, why)]
    return list(dict.fromkeys(ties))


def _strings(entry: Entry, column: str) -> tuple[str, ...]:
    value = entry.get(column, ())
    return value if isinstance(value, tuple) else ()


def _names(entry: Entry) -> set[str]:
    """Return folded names with their words sorted: publishers order and hyphenate Korean names differently."""
    spelled = (str(entry["name"]), *_strings(entry, "aliases"), *_strings(entry, "weak_aliases"))
    return {" ".join(sorted(fold(name).split())) for name in spelled} | {
        fold(name).replace(" ", "") for name in spelled
    }


def _by_identifier(un: list[Entry], ofac: list[Entry]) -> dict[tuple[str, str], str]:
    holders: dict[str, set[str]] = defaultdict(set)
    for entry in ofac:
        for text in _strings(entry, "identifiers"):
            one = Identifier.parse(text)
            holders[f"{one.type} {one.value.removeprefix('PS').removeprefix('PD').removeprefix('PO')}"].add(
                str(entry["id"])
            )
    found = {}
    for entry in un:
        for text in _strings(entry, "identifiers"):
            one = Identifier.parse(text)
            key = f"{one.type} {one.value.removeprefix('PS').removeprefix('PD').removeprefix('PO')}"
            for other in holders.get(key, ()):
                found[str(entry["id"]), other] = key
    return found


def _by_name_and_birth(un: list[Entry], ofac: list[Entry]) -> dict[tuple[str, str], str]:
    return {
        (str(a["id"]), str(b["id"])): "name and birth date"
        for a in un
        for b in ofac
        if a["kind"] == b["kind"] == "person"
        and set(_strings(a, "birth_dates")) & set(_strings(b, "birth_dates"))
        and _names(a) & _names(b)
    }


def _by_primary_name(un: list[Entry], ofac: list[Entry]) -> dict[tuple[str, str], str]:
    """Tie organisations whose primary names are equal."""
    return {
        (str(a["id"]), str(b["id"])): "primary name"
        for a in un
        for b in ofac
        if a["kind"] == b["kind"] != "person" and fold(str(a["name"])) == fold(str(b["name"]))
    }


def _by_distinct_name(un: list[Entry], ofac: list[Entry]) -> dict[tuple[str, str], str]:
    """Tie by an equal name where it is the only such pair on both lists and no birth date contradicts."""
    pairs = [
        (str(a["id"]), str(b["id"]))
        for a in un
        for b in ofac
        if a["kind"] == b["kind"]
        and _names(a) & _names(b)
        and not (a["kind"] == "person" and _strings(a, "birth_dates") and _strings(b, "birth_dates"))
    ]
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    return {(a, b): "name, the only such pair" for a, b in pairs if left[a] == 1 and right[b] == 1}


if __name__ == "__main__":
    build()
