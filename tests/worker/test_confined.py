"""The files of the confined tier: everything is tried from inside, and looked at from outside."""

import os
from contextlib import suppress
from pathlib import Path

import pytest

from nnkata_plugin.worker import Isolation, Verdict, confinement, disk

if confinement.missing():
    pytest.skip(f"confining {confinement.missing()}", allow_module_level=True)

SECRET = "the answer is 42"
FORMS = ["fork", "spawn"]
REFUSED = {"EACCES", "EPERM", "ENOSYS", "ENOENT"}


@pytest.fixture
def secret(tmp_path):
    (tmp_path / "secret.txt").write_text(SECRET)
    os.utime(tmp_path / "secret.txt", (1e9, 1e9))
    return tmp_path / "secret.txt"


def looked_at(folder):
    """Everything of a folder that somebody could have changed."""
    found = {}
    for path in [folder, *sorted(folder.rglob("*"))]:
        now = path.lstat()
        content = path.read_bytes() if path.is_file() else None
        attributes = {name: os.getxattr(path, name) for name in os.listxattr(path)}
        times = now.st_mtime_ns if path.is_file() else 0
        found[str(path)] = now.st_mode, now.st_uid, now.st_gid, now.st_nlink, times, content, attributes
    return found


# Reading


@pytest.mark.parametrize("form", FORMS)
def test_what_is_no_library_cannot_be_read(confined, secret, form):
    ways = """
    os.symlink(path, "link")
    return tried(
        lambda: open(path).read(),
        lambda: open("link").read(),
        lambda: os.listdir(os.path.dirname(path)),
        lambda: os.open(os.path.dirname(path), os.O_DIRECTORY | os.O_RDONLY),
        lambda: open(os.path.join("/usr/lib", *[".."] * 9, path.strip("/"))).read(),
        lambda: open(os.open(path, os.O_PATH)).read(),
        lambda: open(f"/proc/self/fd/{os.open(path, os.O_PATH)}").read(),
        lambda: open("/proc/self/root" + path).read(),
        lambda: os.link(path, "mine"),
        lambda: os.rename(path, "mine"),
        lambda: __import__("shutil").copy(path, "mine"),
        lambda: __import__("runpy").run_path(path),
    )
    """
    assert set(confined(ways, secret, form=form)) <= {*REFUSED, "EBADF", "EXDEV"}
    assert secret.read_text() == SECRET


def test_nor_can_the_engine_the_home_or_the_processes(confined):
    package = Path(confinement.__file__).parent.parent
    places = [
        package / "hooks.py",
        package / "worker" / "child.py",
        package.parent / "katas",
        Path.home(),
        "/",
        "/proc",
    ]
    places += ["/etc/passwd", "/proc/self/environ", "/proc/1/status", "/tmp", "/dev/shm", "/root"]
    places = [str(place) for place in places if os.path.exists(place)]
    look = "return tried(*(lambda p=p: os.listdir(p) if os.path.isdir(p) else open(p).read() for p in path.split(':')))"
    assert set(confined(look, ":".join(places))) == {"EACCES"}


def test_what_a_rung_needs_can_be_read_and_not_what_lies_beside_it(confined, secret):
    other = secret.with_name("other.txt")
    other.write_text("other")
    look = "return tried(lambda: open(path).read(), lambda: open(path.replace('secret', 'other')).read())"
    assert confined(look, secret, reads=(str(secret),)) == [SECRET, "EACCES"]


# Writing


@pytest.mark.parametrize("form", FORMS)
def test_nothing_outside_can_be_changed(confined, secret, form):
    """Neither what cannot be read, nor what can: a library's files belong to whoever installed them."""
    before = looked_at(secret.parent)
    ways = """
    folder = os.path.dirname(path)
    new = os.path.join(folder, "new")
    open("mine", "w").write("mine")
    read = lambda: os.open(path, os.O_RDONLY)
    flags = struct.pack("I", 0x80)
    return tried(
        lambda: open(path, "w"), lambda: open(path, "a"), lambda: open(path, "r+"), lambda: os.truncate(path, 0),
        lambda: open(new, "w"), lambda: os.mkdir(new), lambda: os.symlink("x", new), lambda: os.mkfifo(new),
        lambda: os.unlink(path), lambda: os.rename(path, new), lambda: os.rename("mine", path),
        lambda: os.link("mine", new), lambda: os.link(path, "also"), lambda: os.rmdir(folder), lambda: os.mknod(new),
        lambda: os.chmod(path, 0o777), lambda: os.chmod(folder, 0), lambda: os.fchmod(read(), 0o777),
        lambda: os.utime(path), lambda: os.utime(read()), lambda: os.chown(path, 1, 1), lambda: os.fchown(read(), 1, 1),
        lambda: os.setxattr(path, "user.mark", b"x"), lambda: os.setxattr(read(), "user.mark", b"x"),
        lambda: fcntl.ioctl(read(), 0x40086602, flags), lambda: fcntl.ioctl(read(), 0x40086602, flags),
        lambda: fcntl.fcntl(read(), fcntl.F_SETLEASE, fcntl.F_RDLCK), lambda: os.ftruncate(read(), 0),
        lambda: mmap.mmap(read(), 4, mmap.MAP_SHARED, mmap.PROT_WRITE),
    )
    """
    for reads in (), (str(secret.parent),):
        told = confined(ways, secret, form=form, reads=reads)
        assert set(told) <= {*REFUSED, "EXDEV", "EINVAL"}, told
        assert looked_at(secret.parent) == before


def test_its_own_folder_is_its_own(confined):
    own = """
    os.makedirs("a/b"); open("a/b/c", "w").write("x" * 10); os.truncate("a/b/c", 5); os.rename("a/b/c", "a/d")
    os.symlink("a/d", "link"); os.link("a/d", "twin"); os.mkfifo("pipe")
    read = open("link").read()
    import shutil, tempfile
    with tempfile.TemporaryFile() as file, tempfile.NamedTemporaryFile() as named:
        file.write(b"y"); named.write(b"z")
    inside = os.path.realpath(named.name).startswith(os.getcwd() + "/")
    home = os.path.expanduser("~") == os.getcwd() == tempfile.gettempdir()
    shutil.rmtree("a")
    return [read, inside, home, sorted(os.listdir())]
    """
    assert confined(own) == ["xxxxx", True, True, ["link", "pipe", "twin"]]


def test_nothing_is_left_of_its_folder(learner):
    kata = learner(
        "import os\ndef f():\n open('x', 'w').write('x')\n os.mkdir('dark', 0)\n"
        " for _ in range(3000):\n  os.mkdir('d')\n  os.chdir('d')\n return True\ndef where(): return os.getcwd()",
        "list",
        kept_in=Isolation("confined"),
    )
    folder = Path(kata.where())
    assert folder.is_dir()
    with suppress(Verdict):  # whoever makes folders so deep hides something
        kata.f()
    kata.backend.close()
    assert not folder.exists()


def test_one_file_is_bounded(confined):
    write = """
    with open("big", "wb") as file:
        return tried(lambda: [file.write(b"x" * (1 << 20)) for _ in range(number)] and os.stat("big").st_size)
    """
    assert confined(write, number=65) == ["EFBIG"]
    assert confined(write, number=65, opens=("files",)) == [65 << 20]


@pytest.mark.parametrize(
    "filling",
    [
        "open(str(number), 'wb').write(b'x' * (1 << 20))",
        "open(str(number), 'w')",
        "if number < 99: held.append(open('x', 'wb')); held[-1].write(b'x' * 1000000); os.unlink('x')",
        "os.makedirs('deep', exist_ok=True); os.chdir('deep'); open(str(number), 'wb').write(b'x' * 40000)",
    ],
    ids=["files", "empty files", "files without a name", "deep files"],
)
def test_all_its_files_together_are_bounded(learner, filling):
    loop = f"import os\nheld = []\ndef f():\n number = 0\n while True:\n  number += 1\n  {filling}\n"
    learner(loop, "list", kept_in=Isolation("confined")).says("output-limit", "more than 64 MiB to disk")


def test_what_is_on_disk_is_counted_from_outside(tmp_path):
    me = os.getpid()
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(b"x" * (1 << 20))
    assert disk.exceeds(1 << 20, str(tmp_path), me)
    assert not disk.exceeds(2 << 20, str(tmp_path), me)
    (tmp_path / "link").symlink_to("/usr")
    (tmp_path / "hole").touch()
    os.truncate(tmp_path / "hole", 1 << 30)
    assert not disk.exceeds(2 << 20, str(tmp_path), me)
    assert not disk.exceeds(1, str(tmp_path / "gone"), me)
    assert disk.limit(Isolation()) == 64 << 20 < disk.limit(Isolation(opens=("files",))) == 1 << 30


# What the learner reads


def test_a_refusal_says_what_the_rule_is(learner):
    kata = learner("def f(): open('/etc/passwd')", "list", kept_in=Isolation("confined"))
    told = kata.raises(PermissionError)
    assert str(told) == (
        "[Errno 13] Permission denied: '/etc/passwd': your code is checked where it can read only libraries, "
        "write only its own empty folder, connect to nothing and start no processes"
    )
    assert told.nnkata_lines[-1].number == 1


def test_at_import_too(learner):
    kata = learner("import socket\nsocket.socket()\ndef f(): pass", "list", kept_in=Isolation("confined"))
    kata.says("error", "kata.py line 2: PermissionError: [Errno 1]", "connect to nothing")


@pytest.mark.parametrize("tier", ["portable", "confined"])
def test_who_raises_it_by_hand_has_said_why(learner, tier):
    kata = learner("def f(): raise PermissionError('not on Sundays')", "list", kept_in=Isolation(tier))
    assert str(kata.raises(PermissionError)) == "not on Sundays"
