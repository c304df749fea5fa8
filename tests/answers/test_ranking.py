from __future__ import annotations

from sleepd.answers.ranking import places_of, rank, scaled, stem_of, untested_stem
from sleepd.graph.view import View


def test_the_file_that_is_asked_for_is_first(view: View) -> None:
    assert rank(view, "how is a failing payment retried with a delay").files[0].file.path == "src/shop/payment.py"


def test_nothing_known_finds_nothing(view: View) -> None:
    assert rank(view, "zebra unicorn").files == []
    assert rank(view, "").matches == []


def test_within_a_role(view: View) -> None:
    ranking = rank(view, "retry delay cart total")
    assert {ranked.file.role for ranked in ranking.within("test").files} == {"test"}
    assert ranking.within("example") == ranking


def test_places_are_of_the_ranked_files_in_their_order(view: View) -> None:
    ranking = rank(view, "retry a failing payment with a delay")
    places = places_of(view, ranking, 4)
    assert len(places) <= 4
    assert places[0].path == ranking.files[0].file.path


def test_names_of_files() -> None:
    assert stem_of("a/b.test.ts") == "b"
    assert [untested_stem(path) for path in ("test_foo.py", "a/foo_test.go", "FooTest.java", "foo.spec.ts")] == [
        "foo", "foo", "Foo", "foo"
    ]  # fmt: skip
    assert scaled({1: 2.0, 2: 1.0}) == {1: 1.0, 2: 0.5}
    assert scaled({1: 0.0}) == {1: 0.0}


def test_tests_beside_the_code_come_after_it_unless_asked_for(repo, look) -> None:
    repo.write(
        "src/price.rs",
        "fn parse_price() {\n    price()\n}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn price_of_nothing() "
        "{\n        parse_price(); // parse price\n    }\n}\n",
    )
    view = look(repo)
    texts = "the price of nothing", "the price of nothing in the unit tests"
    first = [places_of(view, rank(view, text), 1)[0].qualname for text in texts]
    assert first == ["parse_price", "tests.price_of_nothing"]
