import pytest

from benchmarks.__main__ import FOLDER, listed, main


def test_every_benchmark_says_what_it_measures(capsys: pytest.CaptureFixture[str]) -> None:
    assert listed().keys() == {path.stem for path in FOLDER.glob("[!_]*.py")}
    assert all(listed().values())
    assert main([]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(listed())


def test_unknown_benchmark_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quick"]) == 2
    assert "There is no benchmark 'quick'" in capsys.readouterr().err
