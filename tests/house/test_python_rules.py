"""What no linter knows about how this house is written."""

import ast
import re

import pytest

from config.env import BASE_DIR
from tests.house import source
from tests.house.source import Function, Module

# Appends for every command: action and subject read best without their names.
POSITIONAL_BY_CONTRACT = {"audit/services/trail.py record", "audit/services/trail.py record_many"}
INNER = {"policies", "locks", "models", "errors"}
COMMAND_ARGUMENTS = {"actor", "at"}
CLOCKS = re.compile(
    r"^(kernel\.clock(\..*)?|django\.utils\.timezone(\..*)?|django\.utils\.timezone|time\.time)$"
)
CATCH_ALL = {"core", "utils", "util", "common", "helpers", "helper", "misc", "extras"}
# A new row is inserted whole, and must be new.
SAVES_BY_NAME = {"update_fields", "force_insert"}
WRITES = ("save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create")


def commands() -> list[tuple[Module, Function]]:
    """Public functions of services that act: they are told who and when."""
    return [
        (module, node)
        for module in source.modules()
        if module.is_service
        for node in module.tree.body
        if isinstance(node, Function)
        and not node.name.startswith("_")
        and COMMAND_ARGUMENTS & set(names(node))
    ]


def names(function: Function) -> list[str]:
    arguments = function.args
    return [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def test_commands_take_keywords_only():
    loose = [
        f"{module.at(function)} {function.name}"
        for module, function in commands()
        if (function.args.args or function.args.posonlyargs)
        and f"{module.name} {function.name}" not in POSITIONAL_BY_CONTRACT
    ]
    source.expect_none(loose)


def test_commands_say_what_they_do():
    silent = [
        f"{module.at(function)} {function.name}"
        for module, function in commands()
        if not ast.get_docstring(function)
    ]
    source.expect_none(silent)


def test_services_never_read_the_clock_and_know_no_celery():
    found = [
        f"{module.at(node)} imports {name}"
        for module in source.modules()
        if module.is_service
        for node, name in module.imported()
        if CLOCKS.match(name) or name.split(".")[0] == "celery"
    ]
    found += [
        f"{module.at(call)} reads the clock"
        for module in source.modules()
        if module.is_service
        for call in module.calls("now", "utcnow", "today")
    ]
    source.expect_none(found)


def test_rules_and_rows_know_no_requests():
    found = [
        f"{module.at(node)} imports {name}"
        for module in source.modules()
        if module.is_service or INNER & {module.path.stem, *module.path.parts}
        if not {"views", "api"} & set(module.path.parts)
        for node, name in module.imported()
        if name.startswith(("django.http", "rest_framework"))
    ]
    source.expect_none(found)


def test_a_row_is_saved_by_field_names():
    bare = [
        module.at(call)
        for module in source.modules()
        for call in module.calls("save")
        if not call.args and not SAVES_BY_NAME & {word.arg for word in call.keywords}
    ]
    source.expect_none(bare)


@pytest.mark.parametrize("field", ["status", "lifecycle"])
def test_a_status_moves_through_its_machine_only(field):
    behind = [
        module.at(call)
        for module in source.modules()
        for call in module.calls("update", "bulk_update")
        if any(word.arg == field for word in call.keywords)
    ]
    source.expect_none(behind)


def test_nothing_happens_by_signal_or_save_override():
    found = [
        f"{module.at(node)} imports {name}"
        for module in source.modules()
        for node, name in module.imported()
        if name.startswith(("django.dispatch", "django.db.models.signals"))
    ]
    found += [
        f"{module.at(function)} overrides save"
        for module in source.modules()
        for function in module.functions()
        if function.name == "save" and "models" in str(module.path)
    ]
    source.expect_none(found)


def test_views_and_the_api_write_nothing():
    found = [
        f"{module.at(call)} {ast.unparse(call.func)}"
        for module in source.modules()
        if module.path.name == "views.py" or {"views", "api"} & set(module.path.parts)
        for call in module.calls(*WRITES)
    ]
    source.expect_none(found)


def test_imports_stand_at_the_top():
    hidden = [
        module.at(node)
        for module in source.modules()
        if module.path.name not in {"apps.py", "manage.py"}
        for function in module.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    source.expect_none(hidden)


def test_no_parameter_switches_a_check_off():
    found = [
        f"{module.at(function)} {function.name}({name})"
        for module in source.modules()
        for function in module.functions()
        for name in names(function)
        if name == "force" or name.startswith("skip_")
    ]
    source.expect_none(found)


def test_the_environment_is_read_in_one_place():
    found = [
        module.at(node)
        for module in source.modules()
        if module.name != "config/env.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and ast.unparse(node) in {"os.environ", "os.getenv", "os.environb"}
        and "os.environ.setdefault('DJANGO_SETTINGS_MODULE'" not in ast.unparse(module.tree)
    ]
    source.expect_none(found)


def test_no_module_is_a_drawer_for_everything():
    found = [module.name for module in source.modules() if CATCH_ALL & set(_words(module))]
    source.expect_none(found)


def test_no_module_is_called_exceptions():
    source.expect_none(
        [module.name for module in source.modules() if module.path.name == "exceptions.py"]
    )


def test_migrations_are_named():
    found = [
        str(path.relative_to(BASE_DIR))
        for path in source.under(*source.APPS, suffix=".py")
        if "migrations" in path.parts
        and path.name != "__init__.py"
        and ("_auto_" in path.name or not re.match(r"\d{4}_[a-z]\w+\.py$", path.name))
    ]
    source.expect_none(found)


def _words(module: Module) -> tuple[str, ...]:
    return (*module.path.relative_to(BASE_DIR).parts[:-1], module.path.stem)
