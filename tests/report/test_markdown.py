"""The summary for a chat or a CI job: short, and nothing a stranger wrote does anything in it."""

import pytest
from markdown_it import MarkdownIt

from screen.errors import UsageError
from screen.report.markdown import MOST_ALERTS, is_own, markdown, plain
from screen.report.output import claim, write
from screen.report.record import record
from tests.report.reviewed import HOSTILE, PYONGYANG, ROWS, reviewed, screened

RENDERER = MarkdownIt("commonmark", {"linkify": True}).enable(["table", "strikethrough", "linkify"])


@pytest.fixture(scope="module")
def summary():
    return markdown(record(reviewed()))


def rows(text):
    """Return the cells of the table of alerts, as written."""
    lines = text[text.index("### Alerts") :].splitlines()
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("| ")][1:]


def test_it_says_which_lists_how_many_in_each_band_and_for_whom(summary):
    assert summary.startswith("## Screening for DPRK fronts and red flags\n\nFor the reviewer, not for the party.")
    assert "**4 of 6 parties need a person to look.**" in summary
    assert "- List test: data of 2026-11-01, 23 days old, 4 entries" in summary
    assert "| high | 2 |" in summary
    assert "| nothing found | 2 |" in summary
    assert "Suppressed by decision: 1." in summary
    assert "Not screened: UN Security Council" in summary
    assert "Red-flag rules not tested for want of columns: " in summary


def test_each_alert_is_a_row_the_confirmed_one_first(summary):
    first, *others = rows(summary)
    assert first[:4] == [
        "Changgwang Sinyong Corp.",
        "row 3",
        "CHANGGWANG SINYONG CORPORATION (TEST:CHANGGWANG SINYONG CORPORATION)",
        "high",
    ]
    assert first[5] == "Confirmed match (B. Officer, 2026-11-20). Reason given: name differs."
    assert {len(row) for row in (first, *others)} == {6}
    assert not any(row[2].startswith("A01") for row in others)
    assert not any(row[0].startswith("Dandong") for row in others)


def test_changes_are_counted(summary):
    assert "Changes since" not in summary
    changes = [{"what": "new"}, {"what": "new"}, {"what": "lapsed"}]
    assert "Changes since the last run: new 2, lapsed 1." in markdown(record(screened(*ROWS)) | {"changes": changes})


def test_a_long_queue_is_cut_and_it_says_so():
    many = [{"name": f"Green {number}", "address": PYONGYANG} for number in range(MOST_ALERTS + 3)]
    text = markdown(record(screened(*many)))
    assert len(rows(text)) == MOST_ALERTS
    assert "… and 3 more: see the workbook (sheet Alerts)." in text


def test_nothing_found_is_said_without_a_table():
    text = markdown(record(screened({"name": "Acme Tools"})))
    assert "### Alerts\n\nNone." in text


def test_hostile_names_become_nothing_but_text():
    html = RENDERER.render(markdown(record(screened(*HOSTILE))))
    body = html[html.index("<h3>Alerts") :]
    tags = {tag.split()[0].strip("</>") for tag in body.split("<")[1:] for tag in [tag.partition(">")[0]]}
    assert tags <= {"h3", "table", "thead", "tbody", "tr", "th", "td", "p"}
    assert body.count("<tr>") == len(rows(markdown(record(screened(*HOSTILE))))) + 1
    assert "&lt;script&gt;window.harm=1&lt;/script&gt;" in body.replace("\u200b", "")
    assert "@everyone" not in body


@pytest.mark.parametrize(
    "text",
    ["http://evil.example/x", "www.evil.example", "evil.example", "a@evil.example", "[a](b)", "![a](b)", "<a href=b>", "`a`", "**a**",
     "__a__", "~~a~~", "# a", "- a", "1. a", "> a", "a\n\nb", "a\r\n---\r\nb", "<!-- a", "&lt;b&gt;", "https://a.b.example?c=d", "||a||",
     "[^1]", "+ a", "=====", "1) a", "\\*a*", "\\", "a\\", "a\\|b"],
)  # fmt: skip
def test_text_stays_text(text):
    """Rendered alone, in a list and in a cell it is one run of text without any element of its own."""
    written = plain(text)
    shown = " ".join(text.split())
    for around, tags in (("{}", "p"), ("- {}", "ul li"), ("|h|\n|---|\n| {} |", "td")):
        html = RENDERER.render(around.format(written))
        last = tags.split()[-1]
        inner = html[html.index(f"<{last}>") + len(last) + 2 : html.index(f"</{last}>")]
        assert "<" not in inner, html
        said = (
            inner.replace("\u200b", "")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", '"')
            .replace("&amp;", "&")
        )
        assert said == shown


def test_mentions_and_references_are_broken():
    assert plain("@team #12 GH-12") == "@\u200bteam #\u200b12 GH\u200b-12"


def test_characters_that_turn_text_around_are_gone():
    assert plain("a\u202eb\u2066c\x1bd") == "a b c d"


def test_our_own_summary_is_replaced_and_one_with_notes_is_kept(tmp_path):
    path = tmp_path / "r.md"
    write(screened(*ROWS), path)
    claim(path, force=False, table="")
    path.write_text(path.read_text(encoding="utf-8") + "\n- called them\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"is not a report of this tool.*--force"):
        claim(path, force=False, table="")
    assert not is_own("# My notes")
    assert not is_own("")
