from __future__ import annotations

from sleepd.answers.terms import FULL, Terms
from sleepd.graph.view import View


def test_words_are_stemmed_and_weighted(view: View) -> None:
    terms = Terms(view.search, "How are the payments retried by the system?")
    assert terms.weights == {"payment": FULL, "retri": FULL, "system": FULL // 2}


def test_a_rare_word_says_more(view: View) -> None:
    terms = Terms(view.search, "cart backoff unicorn")
    assert terms.idf("backoff") > terms.idf("cart") > terms.idf("unicorn") == 0


def test_code_spellings(look, repo) -> None:
    repo.write("a.py", "def cfg(errmsg):\n    return errmsg\n")
    terms = Terms(look(repo).search, "configuration of the error message")
    terms.add_code_spellings()
    assert {"cfg", "errmsg"} <= set(terms.weights)


def test_most_telling(view: View) -> None:
    assert list(Terms(view.search, "cart backoff unicorn").most_telling(1)) == ["backoff"]


def test_cover(view: View) -> None:
    terms = Terms(view.search, "round the price")
    whole, said = terms.cover({"round", "price"})
    part, _ = terms.cover({"round", "price", "unicorn"})
    assert 1 >= whole > part > 0 and said > 0
    assert terms.cover({"unicorn"}) == (0.0, 0.0)


def test_abbreviations_are_understood_both_ways_and_british_spellings(look, repo) -> None:
    repo.write("a.py", "def authentication(): ...\ndef deduplicate(): ...\ndef initialize(): ...\n")
    terms = Terms(look(repo).search, "where does auth dedupe and initialise")
    terms.add_code_spellings()
    assert {"authent", "dedupl", "initi"} <= set(terms.weights)
