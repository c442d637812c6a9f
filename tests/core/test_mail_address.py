"""Where e-mail goes is one address; a wrong one stops the start with one sentence."""

import pytest

from pilotbase import env

NAME = "PILOTBASE_EMAIL_URL"


@pytest.mark.parametrize(
    ("url", "mail"),
    [
        ("", env.Mail("dummy")),
        (
            "smtp+tls://plant:p%40ss@mail.example.org?from=plant@example.org",
            env.Mail(
                *("smtp", "plant@example.org", "mail.example.org", 587, "plant", "p@ss"),
                starttls=True,
            ),
        ),
        ("smtps://h", env.Mail("smtp", host="h", port=465, ssl=True)),
        ("smtp://h:2525", env.Mail("smtp", host="h", port=2525)),
        ("console://", env.Mail("console")),
        ("file:///tmp/sent", env.Mail("filebased", folder="/tmp/sent")),  # noqa: S108
    ],
)
def test_each_way_to_send(url: str, mail: env.Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, url)
    assert env.read().mail() == mail


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://h", "starts with smtp:// or smtp+tls://"),
        ("smtp://", "names no server"),
        ("smtp://h:99999", "port"),
        ("file:///", "names no folder"),
        ("smtp://h?from=plant", "the sender only"),
        ("smtp://h?tls=1", "the sender only"),
    ],
)
def test_a_wrong_one_is_said(url: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, url)
    with pytest.raises(SystemExit) as stopped:
        env.read()
    assert str(stopped.value).startswith(f"{NAME} ")
    assert said in str(stopped.value)


def test_its_password_is_told_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "smtp://plant:secret@h?tls=1")
    with pytest.raises(SystemExit) as stopped:
        env.read()
    assert "secret" not in str(stopped.value)
