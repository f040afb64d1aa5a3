"""Diacritics for those who type none."""

from domain.understanding.restore import Restorer
from tests.domain.given import read


def test_neighbours_tell_how_a_word_is_written():
    restorer = Restorer(["phong trào thi đua", "trao tặng bằng khen"])
    assert restorer.restore(("phong", "trao")) == ("phong", "trào")
    assert restorer.restore(("trao", "tang")) == ("trao", "tặng")


def test_without_known_neighbours_nothing_is_guessed():
    restorer = Restorer(["phong trào"])
    assert restorer.restore(("trao",)) == (None,)
    assert restorer.restore(("trao", "phong")) == (None, None)
    assert restorer.restore(()) == ()
    assert Restorer([]).restore(("phong", "trao")) == (None, None)


def test_a_pair_that_is_written_two_ways_tells_nothing():
    assert Restorer(["bao cáo", "báo cao"]).restore(("bao", "cao")) == (None, None)
    assert Restorer(["báo cáo"] * 4 + ["bao cao"]).restore(("bao", "cao")) == ("báo", "cáo")


def test_two_neighbours_that_disagree_tell_nothing():
    restorer = Restorer(["một đôi", "đội bạn"])
    assert restorer.restore(("mot", "doi", "ban")) == ("một", None, "bạn")
    surer = Restorer(["một đôi"] * 3 + ["đội bạn"])
    assert surer.restore(("mot", "doi", "ban")) == ("một", "đôi", "bạn")


def test_phong_trao_without_diacritics_is_not_taken_for_an_award():
    assert not read("phong trao nay nham gi").says("award")
    assert read("trao bang khen cho ai").says("award")
