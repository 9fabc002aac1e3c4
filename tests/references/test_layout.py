"""An operation has the same stem everywhere: Rust, oracle, ceiling, stub file."""

import ast
import inspect
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def stems(folder: str, suffix: str) -> set[str]:
    return {path.stem for path in (ROOT / folder).glob(f"*{suffix}")}


def stubs() -> dict[str, ast.FunctionDef]:
    tree = ast.parse((ROOT / "nnkata_plugin" / "_kernels.pyi").read_bytes())
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_operation_has_its_files_and_no_file_is_left_over():
    rust = stems("kernels/src/ops", ".rs") - {"mod", "testing"}
    assert rust
    assert stems("references/oracle", ".py") == rust
    assert stems("references/ceiling", ".py") == rust
    assert set(stubs()) - {"isa"} == rust | {f"{stem}_backward" for stem in rust}


def test_the_module_and_its_stub_file_name_the_same_functions_and_parameters():
    kernels = pytest.importorskip("nnkata_plugin._kernels", reason="the kernels are not built: pip install -e .")
    built = {name for name, value in vars(kernels).items() if callable(value)}
    assert built == set(stubs())
    for name, stub in stubs().items():
        assert list(inspect.signature(getattr(kernels, name)).parameters) == [
            argument.arg for argument in stub.args.args
        ], name
        assert ast.get_docstring(stub), f"{name} has no docstring"


def test_oracle_and_ceiling_take_the_same_arguments(operation):
    tree = ast.parse((ROOT / "references" / "ceiling" / f"{operation.name}.py").read_bytes())
    ceiling = {
        node.name: [argument.arg for argument in node.args.args]
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }
    for verb in ("forward", "backward"):
        assert list(inspect.signature(operation.oracle(verb)).parameters) == ceiling[verb]
    assert ceiling["backward"] == ["dy", *ceiling["forward"]]
