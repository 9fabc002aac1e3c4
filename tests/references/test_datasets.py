"""Packaged data: what a loader returns, and what it says of a file that is not the packaged one."""

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from nnkata_plugin.catalog import suite
from nnkata_plugin.check import dataset

DATASETS = Path(__file__).resolve().parents[2] / "references" / "datasets"
FOLDERS = sorted(path for path in DATASETS.iterdir() if path.is_dir() and path.name != "__pycache__")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_data_set_has_a_loader_a_licence_and_its_source(folder):
    assert (DATASETS / f"{folder.name}.py").is_file()
    assert (folder / "LICENSE").stat().st_size
    files = [path for path in folder.iterdir() if path.name not in {"LICENSE", "NOTICE.md"}]
    notice = (folder / "NOTICE.md").read_text(encoding="utf-8")
    for file in files:
        assert file.name in notice
        assert hashlib.sha256(file.read_bytes()).hexdigest() in notice


def test_mnist_has_4000_and_1000_images_the_same_number_of_each_digit():
    mnist = dataset("mnist")
    assert mnist.x_train.shape == (4000, 28, 28)
    assert mnist.x_test.shape == (1000, 28, 28)
    assert mnist.x_train.dtype == mnist.x_test.dtype == np.uint8
    assert mnist.y_train.dtype == mnist.y_test.dtype == np.int64
    assert np.bincount(mnist.y_train).tolist() == [400] * 10
    assert np.bincount(mnist.y_test).tolist() == [100] * 10


def test_fewer_images_are_balanced_and_the_first_of_their_class():
    everything, few, again = dataset("mnist"), dataset("mnist", train=1000, test=100), dataset("mnist", train=1000)
    assert np.bincount(few.y_train).tolist() == [100] * 10
    assert np.bincount(few.y_test).tolist() == [10] * 10
    np.testing.assert_array_equal(few.x_train, again.x_train)
    for digit in range(10):
        first = everything.x_train[everything.y_train == digit][:100]
        np.testing.assert_array_equal(few.x_train[few.y_train == digit], first)


def test_no_image_is_in_both_sets():
    mnist = dataset("mnist")
    assert not {image.tobytes() for image in mnist.x_train} & {image.tobytes() for image in mnist.x_test}


@pytest.mark.parametrize("options", [{"train": 1234}, {"train": 4010}, {"test": -10}, {"test": 1010}])
def test_a_number_of_images_that_cannot_be_had_is_refused(options):
    with pytest.raises(ValueError, match=r"mnist: (train|test) is -?\d+, expected a multiple of 10 from 0 to \d+"):
        dataset("mnist", **options)


def test_digits_has_1797_images_of_8_by_8_numbers_up_to_16():
    digits = dataset("digits")
    assert digits.images.shape == (1797, 8, 8) and digits.images.dtype == np.uint8
    assert (digits.images.min(), digits.images.max()) == (0, 16)
    assert digits.labels.dtype == np.int64
    assert np.bincount(digits.labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_the_first_of_the_digits_is_a_nought():
    image, label = dataset("digits").images[0], dataset("digits").labels[0]
    assert label == 0
    # Ink on a ring, and none inside of it.
    assert image.tolist()[0] == [0, 0, 5, 13, 9, 1, 0, 0]
    assert image[3:5, 3:5].max() == 0 and image[3:5, [2, 5]].min() > 0


def damaged(path: Path) -> str:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    return "834161 bytes with sha256"


def cut_short(path: Path) -> str:
    path.write_bytes(path.read_bytes()[:1000])
    return "1000 bytes with sha256"


def replaced_by_a_pointer(path: Path) -> str:
    path.write_text("version https://git-lfs.github.com/spec/v1\n", encoding="utf-8")
    return "43 bytes with sha256"


def missing(path: Path) -> str:
    path.unlink()
    return "cannot be read (No such file or directory)"


@pytest.mark.parametrize("harm", [damaged, cut_short, replaced_by_a_pointer, missing])
def test_a_file_that_is_not_the_packaged_one_is_refused_in_one_line(harm, tmp_path, monkeypatch):
    mnist = suite.reference("datasets", "mnist")
    file = tmp_path / "mnist5k.npz"
    shutil.copyfile(mnist.FILE, file)
    monkeypatch.setattr(mnist, "FILE", file)
    says = harm(file)
    with pytest.raises(ValueError) as refusal:
        mnist.load()
    message = str(refusal.value)
    assert "\n" not in message
    assert message.startswith(f"{file}: ")
    assert says in message
    assert message.endswith("install nnkata again, or in a clone: git checkout -- references/datasets")
