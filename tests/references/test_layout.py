"""An operation has the same stem and the same verbs everywhere: Rust, oracle, ceiling, stub file."""

import ast
import inspect
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OF_THE_MACHINE = {"isa", "roofline"}
"""Functions of the kernels that are no operation."""


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


def test_the_module_and_its_stub_file_name_the_same_functions_and_parameters():
    kernels = pytest.importorskip("nnkata_plugin._kernels", reason="the kernels are not built: pip install -e .")
    built = {name for name, value in vars(kernels).items() if callable(value)}
    assert built == set(stubs())
    for name, stub in stubs().items():
        assert list(inspect.signature(getattr(kernels, name)).parameters) == [
            argument.arg for argument in stub.args.args
        ], name
        assert ast.get_docstring(stub), f"{name} has no docstring"


def test_every_function_of_the_kernels_is_a_verb_of_an_oracle(operations):
    named = {kernel_name(operation.name, verb) for operation in operations for verb in operation.verbs}
    assert set(stubs()) - OF_THE_MACHINE == named


def kernel_name(operation: str, verb: str) -> str:
    return operation if verb == "forward" else f"{operation}_{verb}"


def test_the_stub_file_takes_the_arguments_of_the_oracle(operation):
    for verb in operation.verbs:
        stub = stubs()[kernel_name(operation.name, verb)]
        taken = {name: default for name, default in arguments(stub).items() if name != "out"}
        assert taken == parameters(operation.oracle(verb)), verb


def test_oracle_and_ceiling_have_the_same_verbs_arguments_and_defaults(operation):
    tree = ast.parse((ROOT / "references" / "ceiling" / f"{operation.name}.py").read_bytes())
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    assert {node.name: arguments(node) for node in functions} == {
        verb: parameters(operation.oracle(verb)) for verb in operation.verbs
    }


def test_a_backward_takes_gradients_and_then_what_the_forward_takes(operation):
    if "backward" in operation.verbs:
        forward, backward = (list(parameters(operation.oracle(verb)).items()) for verb in ("forward", "backward"))
        leading = len(backward) - len(forward)
        assert backward[leading:] == forward
        assert all(name.startswith("d") and default is NONE for name, default in backward[:leading])


NONE = inspect.Parameter.empty


def parameters(function) -> dict[str, object]:
    return {name: parameter.default for name, parameter in inspect.signature(function).parameters.items()}


def arguments(node: ast.FunctionDef) -> dict[str, object]:
    """The same, read from the text: nothing has to be imported."""
    names = [argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)]
    defaults = [ast.literal_eval(default) for default in node.args.defaults]
    defaults = [NONE] * (len(node.args.args) - len(defaults)) + defaults
    defaults += [NONE if default is None else ast.literal_eval(default) for default in node.args.kw_defaults]
    return dict(zip(names, defaults, strict=True))
