"""The quick cards come out of the command line too, without a vault and without signing in."""

from cli.running import run, run_apart


def test_that_a_card_is_written_as_one_pdf(tmp_path):
    file = tmp_path / "nurse.pdf"
    said = run_apart("help-card", "nurse", "--pdf", file)
    assert (said.status, said.out, said.err) == (0, "", "")
    assert file.read_bytes().startswith(b"%PDF-1.")


def test_that_a_card_for_nobodys_role_is_refused_and_the_roles_are_named(tmp_path):
    said = run("help-card", "janitor", "--pdf", tmp_path / "card.pdf")
    assert said.status == 2
    assert "anesthesiologist" in said.err


def test_that_a_folder_that_is_not_there_is_told_in_one_sentence(tmp_path):
    said = run_apart("help-card", "witness", "--pdf", tmp_path / "nowhere" / "card.pdf")
    assert said.status == 1
    assert said.is_one_sentence
