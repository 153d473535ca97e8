"""Sizes that keep the house readable."""

import ast
import statistics
from pathlib import Path

from config.env import BASE_DIR
from tests.house import source

FUNCTION_LINES = 50
TEST_LINES = 25
FILE_LINES = 500
TEMPLATE_LINES = 120
KERNEL_LINES = 1000
MEDIAN_LINES = 10
NESTING = 3
NESTS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match)


def test_functions_have_at_most_50_lines():
    long = [
        f"{module.at(function)} {function.name}: {source.length(function)}"
        for module in source.modules()
        for function in module.functions()
        if source.length(function) > FUNCTION_LINES
    ]
    source.expect_none(long)


def test_the_median_function_has_at_most_10_lines():
    lengths = [source.length(each) for module in source.modules() for each in module.functions()]
    assert statistics.median(lengths) <= MEDIAN_LINES


def test_helpers_of_tests_have_at_most_50_lines():
    long = [
        f"{module.at(function)} {function.name}: {source.length(function)}"
        for module in source.tests()
        for function in module.functions()
        if source.length(function) > FUNCTION_LINES
    ]
    source.expect_none(long)


def test_test_functions_have_at_most_25_lines():
    long = [
        f"{module.at(function)} {function.name}: {source.length(function)}"
        for module in source.tests()
        for function in module.functions()
        if function.name.startswith("test_") and source.length(function) > TEST_LINES
    ]
    source.expect_none(long)


def test_python_files_have_at_most_500_lines():
    source.expect_none(too_long(source.under(*source.APPS, "tests", suffix=".py"), FILE_LINES))


def test_templates_have_at_most_120_lines():
    source.expect_none(too_long(source.under("templates", suffix=".html"), TEMPLATE_LINES))


def test_the_kernel_stays_small():
    files = source.under("kernel", suffix=".py")
    assert sum(lines(path) for path in files) < KERNEL_LINES


def test_blocks_nest_at_most_3_deep():
    deep = [
        f"{module.at(function)} {function.name}: {depth(function)}"
        for module in source.modules()
        for function in module.functions()
        if depth(function) > NESTING
    ]
    source.expect_none(deep)


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def too_long(paths: list[Path], limit: int) -> list[str]:
    return [
        f"{path.relative_to(BASE_DIR)}: {lines(path)}"
        for path in paths
        if "migrations" not in path.parts and lines(path) > limit
    ]


def depth(node: ast.AST) -> int:
    """How many blocks the innermost statement stands in; `elif` is no deeper than its `if`."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        is_elif = isinstance(node, ast.If) and [child] == node.orelse
        own = isinstance(child, NESTS) and not (is_elif and isinstance(child, ast.If))
        deepest = max(deepest, depth(child) + own)
    return deepest
