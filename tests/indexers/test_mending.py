"""Half-typed lines, and what they leave standing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sleepd.facts import FileFacts
from sleepd.indexers.languages import load

PYTHON = """\
class Cart:
    def add(self, item):
        self.items.append(item)

    def total(self):
        return sum(self.items)


def checkout(cart):
    return cart.total()
"""
JAVASCRIPT = """\
class Cart {
  add(item) {
    this.items.push(item);
  }

  total() {
    return sum(this.items);
  }
}

function checkout(cart) {
  return cart.total();
}
"""
GO = """\
package cart

func Add(item Item) {
	items = append(items, item)
}

func Total() int {
	return sum(items)
}
"""
RUBY = """\
class Cart
  def add(item)
    @items << item
  end

  def total
    @items.sum
  end
end
"""
C = """\
int add(struct item *item) {
    return push(item);
}

int total(void) {
    return sum(items);
}
"""


def names(facts: FileFacts) -> list[str]:
    return [symbol.qualname for symbol in facts.symbols]


@pytest.mark.parametrize(
    ("language", "source", "row", "typed"),
    [
        ("python", PYTHON, 2, "        log("),
        ("python", PYTHON, 2, '        log("adding'),
        ("python", PYTHON, 2, "        fields = {"),
        ("python", PYTHON, 3, "    def remove(self"),
        ("javascript", JAVASCRIPT, 2, "    log("),
        ("javascript", JAVASCRIPT, 2, "    if (item) {"),
        ("javascript", JAVASCRIPT, 2, "    /* why"),
        ("javascript", JAVASCRIPT, 2, "    const fields = {"),
        ("go", GO, 3, "\tif item != nil {"),
        ("go", GO, 3, '\tlog("adding'),
        ("ruby", RUBY, 2, "    if item"),
        ("ruby", RUBY, 3, "  def remove(item"),
        ("ruby", RUBY, 6, "    @items.each do |item|"),
        ("c", C, 1, "    switch (item->kind) {"),
        ("c", C, 1, "    log(item"),
    ],
)
def test_a_half_typed_line_takes_nothing_along(language: str, source: str, row: int, typed: str) -> None:
    lines = source.split("\n")
    half = load(language).read("\n".join([*lines[:row], typed, *lines[row:]]).encode())
    whole = load(language).read(source.encode())
    assert half.broken
    assert names(half) == names(whole)
    moved = [(s.start + (s.start > row), s.end + (s.end > row)) for s in whole.symbols]
    assert [(s.start, s.end) for s in half.symbols] == moved
    assert {use.name for use in whole.references} <= {use.name for use in half.references}


def test_two_half_typed_lines() -> None:
    lines = JAVASCRIPT.split("\n")
    half = "\n".join([*lines[:2], "    if (item) {", *lines[2:6], "    const fields = {", *lines[6:]])
    assert names(load("javascript").read(half.encode())) == names(load("javascript").read(JAVASCRIPT.encode()))


def test_a_half_typed_line_can_still_be_found() -> None:
    half = PYTHON.replace(
        "        self.items.append(item)\n", "        self.items.append(item)\n        log(zanzibar\n"
    )
    facts = load("python").read(half.encode())
    assert any("zanzibar" in words for passage in facts.passages for words in passage if isinstance(words, str))


def test_what_a_grammar_does_not_know_is_left_as_it_is() -> None:
    source = C.replace("int total(void)", 'NO_SANITIZE("bounds")\nint total(void)')
    facts = load("c").read(source.encode())
    assert "total" in names(facts)
    assert any(reference.name == "NO_SANITIZE" for reference in facts.references)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([("python", PYTHON), ("javascript", JAVASCRIPT), ("ruby", RUBY), ("go", GO)]), st.data())
def test_any_cut_reads_the_same_twice_and_keeps_its_lines(sample: tuple[str, str], data: st.DataObject) -> None:
    language, source = sample
    begin = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(begin, len(source)))
    torn = (source[:begin] + source[end:]).encode()
    first, second = load(language).read(torn), load(language).read(torn)
    assert first == second
    assert all(1 <= s.start <= s.end <= max(1, first.lines) for s in first.symbols)
    assert all(1 <= r.line <= first.lines for r in first.references)
