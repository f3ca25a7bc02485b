"""A file as a git revision holds it, read from real repositories; whatever is odd is told in a line."""

import os
import shutil

import pytest

from screen.errors import UntrustedInput, UsageError
from screen.revision import Revision
from tests.repository import Repository


@pytest.fixture
def repository(tmp_path):
    made = Repository.begun(tmp_path / "repository")
    made.write("data/vendors.csv", "name\nAcme\n")
    made.commit()
    return made


def test_a_file_is_read_as_it_was_committed(repository):
    path = repository.write("data/vendors.csv", "name\nOther\n")
    revision = Revision.of("main", path)
    assert revision.bytes_of(path) == b"name\nAcme\n"
    assert str(revision) == f"main ({revision.commit[:7]})"
    assert revision.commit == repository.git("rev-parse", "main")


def test_a_commit_named_by_itself_is_told_once(repository):
    commit = repository.git("rev-parse", "HEAD")
    assert str(Revision.of(commit[:9], repository.folder / "x")) == commit[:9]


def test_bytes_come_without_conversion(repository):
    repository.write(".gitattributes", "*.csv text eol=crlf diff=shout filter=shout\n")
    repository.git("config", "diff.shout.textconv", "false")
    repository.git("config", "filter.shout.smudge", "false")
    path = repository.folder / "data" / "vendors.csv"
    assert Revision.of("HEAD", path).bytes_of(path) == b"name\nAcme\n"


def test_a_file_need_not_be_in_the_working_tree_nor_in_the_revision(repository):
    gone = repository.folder / "data" / "vendors.csv"
    shutil.rmtree(gone.parent)
    revision = Revision.of("main", gone)
    assert revision.bytes_of(gone) == b"name\nAcme\n"
    for name in ("data/none.csv", "none/at/all.csv", "data/vendors.csv/x"):
        assert revision.bytes_of(repository.folder / name) is None


def test_names_with_blanks_letters_and_signs_are_read(repository):
    path = repository.write("d é/[a] *b?'c.csv", "x")
    repository.commit()
    assert Revision.of("main", path).bytes_of(path) == b"x"


def test_what_a_hook_says_of_another_repository_is_left_out(repository, tmp_path, monkeypatch):
    other = Repository.begun(tmp_path / "other")
    other.commit()
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")
    path = repository.folder / "data" / "vendors.csv"
    assert Revision.of("main", path).bytes_of(path) == b"name\nAcme\n"


@pytest.mark.parametrize(
    "name", ["", "-h", "--output=x", "nope", "main:data", "main..main", "HEAD^{tree}", "a b", "$(touch x)"]
)
def test_a_name_that_is_no_commit_is_refused(name, repository):
    with pytest.raises(UsageError) as raised:
        Revision.of(name, repository.folder / "data" / "vendors.csv")
    assert str(raised.value).count("\n") == 0
    assert not (repository.folder / "x").exists()


def test_an_unknown_revision_says_to_fetch_it(repository, tmp_path):
    with pytest.raises(
        UsageError, match=r"holds no such commit\. In CI fetch it first, such as with “git fetch origin main”"
    ):
        Revision.of("origin/main", repository.folder / "x")
    repository.commit()
    repository.git("clone", "--depth", "1", repository.folder.as_uri(), str(tmp_path / "shallow"))
    with pytest.raises(UsageError, match="no such commit and is shallow"):
        Revision.of("HEAD~1", tmp_path / "shallow" / "x")
    assert Revision.of("origin/main", tmp_path / "shallow" / "data" / "vendors.csv")


def test_a_tag_cannot_pass_for_a_branch(repository):
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD")
    repository.git("tag", "origin/main")
    with pytest.raises(UsageError, match="names several things"):
        Revision.of("origin/main", repository.folder / "x")
    assert Revision.of("refs/remotes/origin/main", repository.folder / "x")


def test_a_replaced_object_is_not_taken_for_the_real_one(repository):
    first = repository.git("rev-parse", "HEAD")
    path = repository.write("data/vendors.csv", "name\nEvil\n")
    repository.git("replace", first, repository.commit())
    assert Revision.of(first, path).bytes_of(path) == b"name\nAcme\n"


def test_no_repository_and_no_git_are_told(repository, tmp_path, monkeypatch):
    with pytest.raises(UsageError, match="lies in no git repository"):
        Revision.of("main", tmp_path / "x")
    with pytest.raises(UsageError, match="lies outside the repository"):
        Revision.of("main", repository.folder / "x").bytes_of(tmp_path / "x")
    with pytest.raises(UsageError, match="git cannot read this repository"):
        Revision.of("main", repository.folder / ".git" / "x")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="is not installed"):
        Revision.of("main", repository.folder / "x")


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
def test_a_link_is_not_followed_and_a_folder_is_no_file(repository):
    (repository.folder / "link.csv").symlink_to("data/vendors.csv")
    (repository.folder / "linked").symlink_to("data")
    repository.commit()
    revision = Revision.of("main", repository.folder / "x")
    with pytest.raises(UntrustedInput, match=r"link\.csv: is a symbolic link in main"):
        revision.bytes_of(repository.folder / "link.csv")
    with pytest.raises(UntrustedInput, match="is a folder"):
        revision.bytes_of(repository.folder / "data")
    (repository.folder / "linked").unlink()
    with pytest.raises(UntrustedInput, match="linked: is a symbolic link in main"):
        revision.bytes_of(repository.folder / "linked" / "vendors.csv")


def test_a_submodule_is_not_followed(repository, tmp_path):
    inner = Repository.begun(tmp_path / "inner")
    inner.write("vendors.csv", "x")
    inner.commit()
    repository.git("submodule", "add", str(inner.folder), "sub")
    repository.commit()
    path = repository.folder / "sub" / "vendors.csv"
    with pytest.raises(UsageError, match="lies in a git submodule"):
        Revision.of("main", path)
    with pytest.raises(UntrustedInput, match="sub: is a submodule in main"):
        Revision.of("main", repository.folder / "x").bytes_of(path)


def test_what_large_file_storage_keeps_elsewhere_is_told(repository):
    path = repository.write("v.csv", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    repository.commit()
    with pytest.raises(UntrustedInput, match="Git LFS"):
        Revision.of("main", path).bytes_of(path)


def test_content_that_the_clone_lacks_is_told(repository):
    path = repository.folder / "data" / "vendors.csv"
    blob = repository.git("rev-parse", "HEAD:data/vendors.csv")
    stored = repository.folder / ".git" / "objects" / blob[:2] / blob[2:]
    stored.chmod(0o600)
    stored.unlink()
    with pytest.raises(UntrustedInput, match="this clone lacks its content"):
        Revision.of("main", path).bytes_of(path)
