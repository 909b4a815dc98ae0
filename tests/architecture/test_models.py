"""What every model of the house keeps to."""

import ast
import tomllib
from itertools import pairwise

import pytest

# What a look-up may ask of a row in another module: whether it is there and which one it is.
OWN_IDENTITY = {"id", "pk", "in", "isnull", "exact"}
# DESIGN 5.7: rows of a compartment are found within a scope only, but for these, each for its reason
READ_WITHOUT_A_SCOPE = {
    "journal.Entry": "the log has one order for the whole house; what an entry of a compartment says is sealed",
    "access.KeyGeneration": "sealing looks up the public key of any compartment: receiving needs no secret",
    "access.Grant": "a worker finds what was granted to its own key, which belongs to no compartment",
    "access.Approval": "the second person need not belong to the compartment; it names the act by a hash",
    "custody.Upload": "a passing row that its own account asks for by id, before there is an item",
    "safeguards.Freeze": "whatever would leave asks whether its compartment is frozen; it says nothing of what is there",
    "custody.Tally": "what a person is shown is filtered by the compartments they hold (custody/tallies.py)",
}


@pytest.fixture(scope="module")
def depth(checkout):
    """Package name to its layer, counted from the top."""
    contracts = tomllib.loads((checkout / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "layers")
    return {name: place for place, layer in enumerate(layers) for name in layer.split(" | ")}


def package(model):
    return model.__module__.split(".")[1]


def relations(model):
    return [field for field in model._meta.get_fields() if field.is_relation and not field.auto_created]


def test_foreign_keys_point_down(models, depth):
    upward = [
        f"{model.__name__}.{field.name}"
        for model in models
        for field in relations(model)
        if package(field.related_model) != package(model)
        and depth[package(field.related_model)] <= depth[package(model)]
    ]
    assert upward == []


def test_nothing_disappears_because_what_it_points_to_does(models):
    loose = [
        f"{model.__name__}.{field.name}"
        for model in models
        for field in relations(model)
        if field.remote_field.on_delete.__name__ != "PROTECT"
    ]
    assert loose == []


def test_the_journal_points_to_nobody(models):
    outward = [
        field.name
        for model in models
        if package(model) == "journal"
        for field in relations(model)
        if package(field.related_model) != "journal"
    ]
    assert outward == []


def of_a_compartment(models):
    return [model for model in models if any(field.name == "compartment" for field in model._meta.concrete_fields)]


def unscoped(models):
    """Models of a compartment's rows with any manager by which they are found without saying on whose behalf."""
    from dokaz.access.scoping import Scoped

    found = of_a_compartment(models)
    return {
        model._meta.label
        for model in found
        if not all(isinstance(manager, Scoped) for manager in (model._default_manager, *model._meta.managers))
    }


def test_rows_of_a_compartment_are_found_on_somebodys_behalf_only(models):
    assert unscoped(models) == set(READ_WITHOUT_A_SCOPE)
    assert "custody.Item" in {model._meta.label for model in of_a_compartment(models)}


def test_every_scoped_manager_refuses_to_look_without_a_scope(models):
    from dokaz.access.errors import Unscoped

    for model in of_a_compartment(models):
        if model._meta.label not in READ_WITHOUT_A_SCOPE:
            for manager in model._meta.managers:
                with pytest.raises(Unscoped):
                    manager.all()
                with pytest.raises(Unscoped):
                    manager.select(where="id = %s", values=[1])


def declared(model, level):
    return list(getattr(getattr(model, "Sensitivity", None), level, ()))


@pytest.mark.parametrize("doubt", ["unclassified", "twice", "unknown"])
def test_every_field_declares_its_sensitivity_once(models, doubt):
    found = {}
    for model in models:
        named = [name for level in ("open", "internal", "sealed") for name in declared(model, level)]
        fields = {field.name for field in model._meta.concrete_fields}
        problems = {
            "unclassified": fields - set(named),
            "twice": {name for name in named if named.count(name) > 1},
            "unknown": set(named) - fields,
        }
        if problems[doubt]:
            found[model._meta.label] = sorted(problems[doubt])
    assert found == {}


def foreign_words(models, home):
    """Names by which a look-up from `home` steps into another module: its keys out, and others' keys to it."""
    mine = [model for model in models if package(model) == home]
    outward = {field.name for model in mine for field in relations(model) if package(field.related_model) != home}
    inward = {
        relation.name
        for model in mine
        for relation in model._meta.related_objects
        if package(relation.related_model) != home
    }
    return outward | inward


def crossings(source, words):
    """Look-ups in `source` that read a column behind one of `words`."""
    tree = ast.walk(ast.parse(source))
    paths = [
        text
        for node in tree
        for text in (
            [node.arg] if isinstance(node, ast.keyword) else [node.value] if isinstance(node, ast.Constant) else []
        )
        if isinstance(text, str) and "__" in text and text.lstrip("-").isidentifier()
    ]
    return [path for path in paths if _crosses(path.lstrip("-").split("__"), words)]


def _crosses(steps, words):
    return any(step in words and after not in OWN_IDENTITY for step, after in pairwise(steps))


def test_no_look_up_reads_another_modules_column(models, house):
    found = {}
    for home in {package(model) for model in models}:
        words = foreign_words(models, home)
        for path in (house / home).rglob("*.py"):
            if "migrations" not in path.parts and (crossed := crossings(path.read_text(), words)):
                found[str(path.relative_to(house))] = crossed
    assert found == {}


@pytest.mark.parametrize(
    ("source", "crossed"),
    [
        ("Item.objects.filter(compartment__name='archive')", ["compartment__name"]),
        ("Item.objects.order_by('-compartment__protected')", ["-compartment__protected"]),
        ("Event.objects.filter(item__compartment__name=name)", ["item__compartment__name"]),
        ("Item.objects.filter(compartment__in=mine, size__gt=0)", []),
        ("Item.objects.filter(compartment__isnull=True)", []),
    ],
)
def test_a_look_up_into_another_module_is_seen(source, crossed):
    assert crossings(source, {"compartment"}) == crossed
