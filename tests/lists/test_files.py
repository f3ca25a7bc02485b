"""List files as bytes: archives, encodings, XML a record at a time, and what is refused."""

import gzip
import io
import zipfile

import pytest

from screen.errors import WatchlistError
from screen.lists.files import Head, ListFile, combined_hash, unpack
from screen.lists.markup import elements

XML = '<?xml version="1.0" encoding="UTF-8"?>\n<l:LIST xmlns:l="urn:x" day="2026"><l:A n="1"><l:B> b  c </l:B></l:A><A n="2"/></l:LIST>'


def write(path, data):
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


def zipped(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def contents(file):
    with file.open() as stream:
        return stream.read()


def read_whole(path):
    for file in unpack(path):
        Head.of(file)
        contents(file)


PACKED = {"plain": XML.encode(), "gzip": gzip.compress(XML.encode()), "zip": zipped({"list.xml": XML})}


@pytest.mark.parametrize("data", PACKED.values(), ids=PACKED)
def test_a_file_is_read_alike_however_it_is_packed_and_named(tmp_path, data):
    (file,) = unpack(write(tmp_path / "download", data))
    assert contents(file) == XML.encode()
    assert Head.of(file).root == "LIST"
    assert [element.get("n") for element in elements(file, "A")] == ["1", "2"]


def test_a_workbook_is_one_file_though_it_is_a_zip(tmp_path):
    path = write(tmp_path / "names.xlsx", zipped({"[Content_Types].xml": "<Types/>", "xl.xml": "<x/>"}))
    assert unpack(path) == [ListFile(path)]


def test_every_member_of_an_archive_is_a_file(tmp_path):
    found = unpack(write(tmp_path / "set.zip", zipped({"b.csv": "2", "a.csv": "1"})))
    assert [(file.name, contents(file)) for file in found] == [("a.csv", b"1"), ("b.csv", b"2")]


def test_an_archive_that_unpacks_beyond_measure_is_refused(tmp_path):
    (file,) = unpack(write(tmp_path / "bomb.zip", zipped({"list.xml": b"0" * 60_000_000})))
    with pytest.raises(WatchlistError, match="unpacks to more than"):
        contents(file)
    bomb = ListFile(write(tmp_path / "bomb.gz", gzip.compress(b"0" * 60_000_000)))
    with pytest.raises(WatchlistError, match="unpacks to more than"):
        contents(bomb)


DAMAGED = {
    "gzip cut off": lambda: gzip.compress(XML.encode() * 50)[:-20],
    "gzip with a wrong checksum": lambda: gzip.compress(XML.encode())[:-8] + b"\0" * 8,
    "zip cut off": lambda: zipped({"list.xml": XML * 50})[:-40],
    "zip with a damaged member": lambda: (lambda data: data[:60] + b"\xff\xff" + data[62:])(
        zipped({"list.xml": XML * 50})
    ),
    "empty": lambda: b"",
    "blank": lambda: b"  \n ",
}


@pytest.mark.parametrize("make", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_one_line_not_a_traceback(tmp_path, make):
    path = write(tmp_path / "damaged", make())
    with pytest.raises(WatchlistError, match=r"damaged: |damaged, "):
        read_whole(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_of_a_csv_is_found(tmp_path, encoding):
    text = "name,town\r\n“Núñez”,Málaga\r\n"
    file = ListFile(write(tmp_path / "list.csv", text.encode(encoding)))
    assert list(file.rows()) == [["name", "town"], ["“Núñez”", "Málaga"]]


def test_a_quote_that_never_closes_is_refused_with_its_record(tmp_path):
    file = ListFile(write(tmp_path / "list.csv", 'a,b\n1,2\n3,"4\n5,6\n'))
    with pytest.raises(WatchlistError, match="record 3: is not whole"):
        list(file.rows())


def test_the_hash_of_one_file_is_its_own_and_of_a_set_does_not_depend_on_the_order(tmp_path):
    one, other = (ListFile(write(tmp_path / name, name)) for name in ("a", "b"))
    assert combined_hash([one]) == one.sha256()
    assert combined_hash([one, other]) == combined_hash([other, one]) != combined_hash([one])


def test_elements_come_whole_under_local_names_and_the_root_when_asked_for(tmp_path):
    file = ListFile(write(tmp_path / "list.xml", XML))
    found = [(one.tag, dict(one.attrib), [child.tag for child in one]) for one in elements(file, "LIST", "A")]
    assert found == [("LIST", {"day": "2026"}, []), ("A", {"n": "1"}, ["B"]), ("A", {"n": "2"}, [])]


HOSTILE = {
    "entities that multiply": '<!DOCTYPE l [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]><LIST><A>&b;</A></LIST>',
    "an external entity": '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><LIST><A>&a;</A></LIST>',
    "a document type": '<!DOCTYPE LIST SYSTEM "http://127.0.0.1/x.dtd"><LIST><A/></LIST>',
    "an unknown entity": "<LIST><A>&nbsp;</A></LIST>",
    "an end that is missing": "<LIST><A>1</A><A>2</A>",
    "text after the end": "<LIST><A/></LIST>more",
    "elements without end inside each other": "<LIST>" + "<A>" * 5000,
    "two roots": "<LIST/><LIST/>",
    "an encoding that does not exist": '<?xml version="1.0" encoding="no-such"?><LIST/>',
    "bytes that are not its encoding": b'<?xml version="1.0" encoding="UTF-8"?><LIST><A>\xff</A></LIST>',
    "no element": "   <!-- nothing -->",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_and_damaged_xml_is_refused(tmp_path, text):
    file = ListFile(write(tmp_path / "list.xml", text))
    with pytest.raises(WatchlistError, match=r"list\.xml: "):
        list(elements(file, "A"))
