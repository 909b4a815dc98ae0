"""Nothing of the modules that let things out, and of the commands, writes a file but the one way out (SECURITY 6)."""

import ast

import pytest

WRITES = {"write_bytes", "write_text", "open", "fdopen", "Arriving", "replace", "mkstemp", "NamedTemporaryFile",
          "TemporaryFile", "copyfile", "copyfileobj", "copy2", "link", "symlink_to", "rename", "put_object"}  # fmt: skip
# each by the function that does it; what else of these names is called reads, or is no file
KNOWN = {
    "disclosure/leaving.py": {"_writing", "__init__", "_keep"},  # the one way out
    "cli/commands/destroy.py": {"_asked"},  # the receipt of a destruction (docs/exits.md)
    "cli/terminal.py": {"keep"},  # recovery shares, and the proof that one was kept
}


def writes(tree):
    """(function, name) of each call that may make a file."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and is_write(call):
                    yield function.name


def is_write(call):
    on = call.func.value
    named = on.id if isinstance(on, ast.Name) else ""
    if call.func.attr == "open":
        return any(
            isinstance(each, ast.Constant) and set("wxa+") & set(str(each.value))
            for each in (*call.args, *(k.value for k in call.keywords))
        )
    if call.func.attr == "replace":
        return named in {"os", "files"}
    return call.func.attr in WRITES


@pytest.mark.parametrize("part", ["disclosure", "cli"])
def test_there_is_one_writer(house, part):
    found = {}
    for path in sorted((house / part).rglob("*.py")):
        names = set(writes(ast.parse(path.read_text())))
        if names:
            found[path.relative_to(house).as_posix()] = names
    assert found == {path: names for path, names in KNOWN.items() if path.startswith(part)}


@pytest.mark.parametrize(
    "planted",
    [
        "def f(p):\n p.write_bytes(b'')", "def f(p):\n p.open('wb')", "def f(p):\n p.open(mode='x')",
        "def f(p):\n files.Arriving(p)", "def f(p):\n files.replace(p, b'')", "def f(p):\n os.rename(p, p)",
    ],
)  # fmt: skip
def test_a_planted_second_writer_is_found(planted):
    assert set(writes(ast.parse(planted))) == {"f"}


def test_no_way_out_writes_without_a_passage(house):
    """Each of its ways to write asks first; a new one has to be named here, with what it asks."""
    tree = ast.parse((house / "disclosure" / "leaving.py").read_text())
    (base,) = [each for each in tree.body if isinstance(each, ast.ClassDef) and each.name == "Leaving"]
    calling = {
        method.name
        for method in base.body
        if isinstance(method, ast.FunctionDef)
        and {"_write", "_keep"}
        & {
            each.func.attr
            for each in ast.walk(method)
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute)
        }
    }
    assert calling == {"put", "put_exhibit", "keep"}
    for name in calling:
        (method,) = [each for each in base.body if isinstance(each, ast.FunctionDef) and each.name == name]
        asks = [each for each in ast.walk(method) if isinstance(each, ast.Attribute) and each.attr == "_passing"]
        assert asks, name
