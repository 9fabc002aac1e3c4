"""What a learner's file imports late, and computes with, works where it is confined."""

import pytest

from nnkata_plugin.worker import confinement

if confinement.missing():
    pytest.skip(f"confining {confinement.missing()}", allow_module_level=True)


@pytest.mark.parametrize("form", ["fork", "spawn"])
def test_numpy_as_a_whole_and_in_parts(confined, form):
    """On a day of lists nobody has loaded it before."""
    compute = """
    import numpy as np, numpy.linalg, numpy.fft, numpy.polynomial, numpy.ma, numpy.testing, numpy.random
    a = np.random.default_rng(0).normal(size=(200, 200))
    np.savez("a.npz", a=a)
    back = np.load("a.npz")["a"]
    one = bool(np.allclose(np.linalg.inv(a) @ a, np.eye(200)))
    return [one, np.fft.fft(np.ones(4)).real.tolist(), bool((a == back).all())]
    """
    assert confined(compute, form=form, memory=2 << 30) == [True, [4.0, 0.0, 0.0, 0.0], True]


def test_the_standard_library(confined):
    use = """
    import csv, datetime, decimal, fractions, functools, gzip, heapq, html.parser, json, locale, mimetypes, pickle
    import platform, queue, random, re, sqlite3, statistics, tempfile, timeit, uuid, xml.etree.ElementTree, zipfile
    import zoneinfo, unittest.mock, importlib.metadata
    datetime.datetime.now().astimezone(); random.SystemRandom().random(); uuid.uuid4(); platform.platform()
    mimetypes.guess_type("a.png")
    sqlite3.connect("base.db").execute("create table t (a)")
    return [str(zoneinfo.ZoneInfo("Europe/Vienna")), bool(importlib.metadata.version("numpy"))]
    """
    assert confined(use) == ["Europe/Vienna", True]


@pytest.mark.parametrize("form", ["fork", "spawn"])
def test_torch_with_its_threads_and_its_fastest_kernels(confined, form):
    torch = pytest.importorskip("torch")
    train = """
    import torch, torch.fft, torch.func, torch.distributions, torch.fx, torch.sparse, torch.onnx
    torch.set_num_threads(2)
    torch.manual_seed(0)
    layers = torch.nn.Sequential(torch.nn.Conv2d(1, 4, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(144, 3))
    optimizer = torch.optim.AdamW(layers.parameters())
    data = torch.utils.data.TensorDataset(torch.randn(32, 1, 8, 8), torch.randint(0, 3, (32,)))
    for x, y in torch.utils.data.DataLoader(data, batch_size=8, shuffle=True, num_workers=0):
        optimizer.zero_grad(); torch.nn.functional.cross_entropy(layers(x), y).backward(); optimizer.step()
    a = torch.randn(300, 300)
    torch.linalg.svd(a); torch.fft.fft(a); (a @ a).exp().sum()
    torch.save(layers.state_dict(), "layers.pt"); torch.load("layers.pt")
    return [torch.get_num_threads(), torch.backends.cpu.get_cpu_capability()]
    """
    told = confined(train, kind="torch", form=form, memory=8 << 30)
    assert told == [2, torch.backends.cpu.get_cpu_capability()]


def test_transformers(confined):
    pytest.importorskip("transformers")
    use = """
    import torch
    from transformers import GPT2Config, GPT2Model
    model = GPT2Model(GPT2Config(n_layer=1, n_embd=8, n_head=2, vocab_size=10, bos_token_id=0, eos_token_id=0))
    return list(model(torch.tensor([[1, 2]])).last_hidden_state.shape)
    """
    assert confined(use, kind="torch", memory=8 << 30) == [1, 2, 8]


def test_the_engine_is_not_there(confined):
    ask = """
    import importlib.util
    return tried(lambda: __import__("nnkata_plugin"), lambda: importlib.import_module("nnkata_plugin.worker.calls"),
                 lambda: __import__("references"), lambda: __import__("pytest"))
    """
    assert set(confined(ask)) <= {"ImportError", "ModuleNotFoundError"}
