"""What a file is for, by its path alone: ranking and questions treat a test unlike the code it tests."""

from __future__ import annotations

import re

from .languages import language_of

_TEST = re.compile(
    r"(?:^|/)(?:tests|specs?|__tests__|e2e|fixtures|testdata|testutils?)/"
    r"|^(?:test|testing)/"
    r"|/(?:test|testing)/.*\.(?!pyi?$)\w+$"  # In a Python package, what it offers to the tests of others.
    r"|(?:^|/)(?:test_[^/]*|tests|conftest)\.py$"
    r"|(?:(?:_|\.|-)(?:test|spec)|Tests?|Spec|[a-z]IT)\.[A-Za-z]+$"
    r"|(?:^|/)src/(?:[a-z]+T|t)est[A-Z\w]*/"
)
_EXAMPLE = re.compile(r"(?:^|/)(?:examples?|samples?|demos?|tutorials?|benchmarks?|asv_bench|playground)/")
_DOC = re.compile(r"(?:^|/)(?:docs?|documentation|man|adr|changelog\.d|changes?|news|website)/", re.IGNORECASE)

_DOC_LANGUAGES = frozenset({"markdown", "rst", "text"})
_CONFIG_LANGUAGES = frozenset({"json", "yaml", "toml", "ini", "dockerfile", "make", "hcl"})


def role_of(path: str) -> str:
    """source, test, example, doc or config.

    >>> role_of("src/flask/app.py"), role_of("tests/test_app.py"), role_of("docs/api.rst"), role_of("tox.ini")
    ('source', 'test', 'doc', 'config')
    """
    language = language_of(path)
    if language in _DOC_LANGUAGES:
        return "doc"
    if _TEST.search(path):
        return "test"
    if language in _CONFIG_LANGUAGES:
        return "config"
    if _EXAMPLE.search(path):
        return "example"
    if _DOC.search(path):
        return "doc"
    return "source"
