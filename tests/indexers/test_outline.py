"""Configuration: what the samples of test_languages.py do not show."""

from __future__ import annotations

import json

import pytest

from sleepd.facts import FileFacts
from sleepd.indexers.languages import load
from sleepd.indexers.outline import MAX_KEYS


def read(language: str, text: str) -> FileFacts:
    return load(language).read(text.encode())


def keys(found: FileFacts) -> list[str]:
    return [symbol.qualname for symbol in found.symbols[1:]]


MANY = range(10_000)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("json", json.dumps({f"key{n}": n for n in MANY})),
        ("yaml", "".join(f"key{n}: {n}\n" for n in MANY)),
        ("toml", "".join(f"key{n} = {n}\n" for n in MANY)),
        ("ini", "".join(f"key{n}={n}\n" for n in MANY)),
    ],
)
def test_a_file_of_data_has_a_bounded_number_of_keys(language: str, text: str) -> None:
    assert keys(read(language, text)) == [f"key{n}" for n in range(MAX_KEYS)]


@pytest.mark.parametrize("language", ["css", "html", "make"])
def test_generated_files_have_a_bounded_number_of_symbols(language: str) -> None:
    line = {"css": ".a{}", "html": "<p id=a>", "make": "a:\n"}[language]
    assert len(read(language, line * 10_000).symbols) == MAX_KEYS + 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("json", json.dumps({"a": {f"key{n}": n for n in MANY}, "b": 1})),
        ("yaml", "a:\n" + "".join(f"  key{n}: {n}\n" for n in MANY) + "b: 1\n"),
        ("toml", "[a]\n" + "".join(f"key{n} = {n}\n" for n in MANY) + "[b]\n"),
        ("ini", "[a]\n" + "".join(f"key{n} = {n}\n" for n in MANY) + "[b]\n"),
    ],
)
def test_shallow_keys_are_preferred(language: str, text: str) -> None:
    assert keys(read(language, text)) == ["a", "b"]


def test_yaml_with_templates() -> None:
    text = "{{- if .on }}\nkind: Pod\n{{- end }}\nspec:\n  {{- with .x }}\n  image: '{{ .image }}:1'\n  {{- end }}\n"
    assert keys(read("yaml", text)) == ["kind", "spec", "spec.image"]


def test_yaml_keys_in_lists_and_texts_are_not_keys_of_the_file() -> None:
    text = "a:\n- b: 1\n  c: 2\nd: |\n  e: 3\n\n  f: 4\ng: >-  # folded\n  h: 5\ni:\n  j: &x !!str\n    k: 6\n"
    assert keys(read("yaml", text)) == ["a", "d", "g", "i", "i.j", "i.j.k"]


def test_workflow_and_pod_variables() -> None:
    text = (
        "jobs:\n  a:\n    env:\n      CI_DB: x\n    steps:\n    - run: $HOME ${{ a.X }}\n      env:\n        TOKEN: y\n"
    )
    assert [setting.key for setting in read("yaml", text).settings] == ["CI_DB", "TOKEN"]
    text = "containers:\n- env:\n  - name: DB_HOST\n    value: x\n"
    assert [setting.key for setting in read("yaml", text).settings] == ["DB_HOST"]


def test_scripts_of_a_json_file_that_is_no_package() -> None:
    assert read("json", '{"scripts": {"build": "make"}}').entries == []


def test_composer_scripts_and_bins_by_name() -> None:
    found = read("json", '{"name": "a/b", "bin": {"b": "bin/b.js"}, "scripts": {"t": ["x", "y"], "u": "v"}}')
    assert [(entry.name, entry.target) for entry in found.entries] == [("b", "bin/b.js"), ("u", "v")]


def test_json_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    found = read("json", '{\n  "a": 1,\n  "b": {\n    "c": 2,\n')
    assert found.broken


def test_targets_of_scripts() -> None:
    found = read("toml", '[tool.poetry.scripts]\na = "b.c:d"\n[project.entry-points.console_scripts]\ne = "f:g"\n')
    assert [(entry.name, entry.target) for entry in found.entries] == [("a", "b.c:d"), ("e", "f:g")]
    found = read("ini", "[options.entry_points]\nconsole_scripts =\n  a = b.c:d\n\n[other]\nx = y:z\n")
    assert [(entry.name, entry.target) for entry in found.entries] == [("a", "b.c:d")]


def test_what_a_container_runs() -> None:
    found = read("dockerfile", 'FROM a\nCMD ["x", "--y z"]\nFROM b\nENTRYPOINT exec x \\\n  --y\n')
    assert [(entry.name, entry.target, entry.scope) for entry in found.entries] == [
        ("CMD", "x --y z", 1),
        ("ENTRYPOINT", "exec x --y", 2),
    ]


def test_elements_that_are_not_closed_end_with_what_is_around_them() -> None:
    found = read("html", "<div id=a>\n<p id=b>x\n<ul><li id=c></ul>\n</div>\n<p id=d>\n</section>\ny\n")
    assert [(s.qualname, s.start, s.end) for s in found.symbols[1:]] == [
        ("a", 1, 4),
        ("a.b", 2, 4),
        ("a.b.c", 3, 3),
        ("d", 5, 7),
    ]


def test_minified_css() -> None:
    found = read("css", "@media print{a{color:red}b>c,d{--x:1;--y:2}}e{}")
    assert keys(found) == ["@media print", "@media print.a", "@media print.b>c,d", "@media print.b>c,d.--x",
                           "@media print.b>c,d.--y", "e"]  # fmt: skip


def test_sql_dialects() -> None:
    text = (
        "CREATE TABLE a (\n  b enum('x;', 'it\\'s'),\n  PRIMARY KEY (b ASC, c)\n) ENGINE=InnoDB;\n"
        "create or replace force editionable view v as select 1 from a, dual;\n"
        "CREATE MATERIALIZED VIEW IF NOT EXISTS m AS\nSELECT 1\n"
        "CREATE TABLE `s`.`t` LIKE a;\n"
    )
    found = read("sql", text)
    assert [(s.kind, s.qualname, s.start, s.end) for s in found.symbols[1:]] == [
        ("table", "a", 1, 4),
        ("field", "a.b", 2, 2),
        ("table", "v", 5, 5),
        ("table", "m", 6, 7),
        ("table", "t", 8, 8),
    ]
