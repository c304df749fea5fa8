"""What each language takes for private, and how it writes a signature, read from the samples."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from sleepd.facts import FileFacts
from sleepd.indexers.languages import load

SAMPLES = Path(__file__).parent / "samples"

PRIVATE = {
    "ruby": ["Rates.Rate.cache", "Rates.Rate.touch!", "Rates.Fetching.uri_of"],
    "php": ["Rate.cache", "Rate.text", "RateController.logger", "RateController.fetch"],
    "kotlin": ["TIMEOUT", "Rate.seen", "String.clean", "RateController.cache"],
    "swift": ["String.cleaned", "RateCache.rates"],
    "scala": ["Rate.cache", "Rate.clean"],
    "lua": ["rates", "cache", "Rate", "Rate.__index", "clean", "clean.digits", "url", "handlers"],
    "elixir": ["Finance.Rates.cache", "Finance.Rates.is_code", "Finance.Rates.parse", "Finance.Rates.url"],
}

SIGNATURES = {
    "ruby": {
        "Rates.Rate": "class Rate < BigDecimal",
        "Rates.Rate.code": "attr_reader :code, :seen",
        "Rates.Rate.touch!": "def touch!",
        "Rates.Fetching.fetch": "def fetch(code)",
    },
    "php": {
        "Rate": "final class Rate extends Money implements Priced, \\Countable",
        "Rate.cache": "private static array $cache = []",
        "RateController.show": "public function show(string $code): Rate",
    },
    "kotlin": {
        "Currency": "enum class Currency(val code: Code)",
        "Rate.parse": "fun parse(text: String): Rate",
        "Rate.age": "val age: Duration",
        "RateController": "class RateController(private val cache: RateCache) : Controller()",
        "RateController.rateOf": "suspend fun rateOf(code: Code): Rate",
    },
    "swift": {
        "Currency.dollar": 'case dollar = "USD", pound = "GBP"',
        "Rate": "public struct Rate: Priced",
        "Rate.price": "public let price: Double",
        "Rate.init": "public init?(text: String)",
    },
    "scala": {
        "Rate.parse": "def parse(text: String): Try[Rate]",
        "Rate.fetch": "def fetch(code: Code): Try[Rate]",
        "RateSuite": "abstract class RateSuite(timeout: Int) extends FunSuite",
    },
    "lua": {
        "Rate.age": "function Rate:age()",
        "url": "local url = function(code)",
        "rates.TIMEOUT": "rates.TIMEOUT = 5",
    },
    "elixir": {
        "Finance.Rates.rate": "def rate(code, options \\\\ [])",
        "Finance.Rates.url": "defp url(code)",
        "Finance.Rates.each_rate": "defmacro each_rate(codes, do: block)",
        "Priced.Finance.Rates": "defimpl Priced, for: Finance.Rates",
    },
}


@cache
def facts(language: str) -> FileFacts:
    path = next(path for path in SAMPLES.glob(f"{language}.*") if path.suffix != ".json")
    return load(language).read(path.read_bytes())


@pytest.mark.parametrize("language", PRIVATE)
def test_private(language: str) -> None:
    assert [s.qualname for s in facts(language).symbols if s.visibility == "private"] == PRIVATE[language]


@pytest.mark.parametrize("language", SIGNATURES)
def test_signatures(language: str) -> None:
    found: dict[str, str] = {}
    for symbol in facts(language).symbols:
        found.setdefault(symbol.qualname, symbol.signature)
    assert {qualname: found.get(qualname) for qualname in SIGNATURES[language]} == SIGNATURES[language]


def test_a_section_of_a_class_ends_where_another_begins() -> None:
    source = b"class A\n  private\n  def a; end\n  public\n  def b; end\n  def c; end\n  private :c\nend\n"
    assert [(s.name, s.visibility) for s in load("ruby").read(source).symbols[2:]] == [
        ("a", "private"), ("b", "public"), ("c", "private"),
    ]  # fmt: skip


def test_constants_and_singleton_methods_are_hidden_by_name_only() -> None:
    source = b"class A\n  private\n  B = 1\n  C = 2\n  def self.d; end\n  def self.e; end\n"
    source += b"  private_constant :C\n  private_class_method :e\nend\n"
    assert [s.name for s in load("ruby").read(source).symbols if s.visibility == "private"] == ["C", "e"]


def test_clauses_of_different_arity_are_different_functions() -> None:
    source = b"defmodule A do\n  def f(a), do: f(a, 1)\n  def f(1, b), do: b\n  def f(a, b), do: a + b\nend\n"
    assert [(s.name, s.start, s.end) for s in load("elixir").read(source).symbols[2:]] == [("f", 2, 2), ("f", 3, 4)]


@pytest.mark.parametrize("source", [b"class A\n@X", b"class A {\n val c = null\n  @X("])
def test_an_annotation_cut_off_by_the_end_of_the_file(source: bytes) -> None:
    assert load("kotlin").read(source).symbols[1].name == "A"
