"""Styles and scripts go out whole, compressed for who can read it, and only once."""

import pytest
from django.test import AsyncClient, Client

ICONS = "/static/vendor/icons.svg"
STYLES = "/static/vendor/tabler/tabler.min.css"


def test_a_file_goes_out_whole(client: Client) -> None:
    answer = client.get(ICONS)
    assert not answer.streaming
    assert answer["Content-Type"] == "image/svg+xml"
    assert int(answer["Content-Length"]) == len(answer.content)
    assert answer.content.startswith(b"<svg")


def test_it_is_sent_once(client: Client) -> None:
    since = client.get(ICONS)["Last-Modified"]
    assert client.get(ICONS, headers={"if-modified-since": since}).status_code == 304


def test_a_part_is_a_part(client: Client) -> None:
    answer = client.get(ICONS, headers={"range": "bytes=0-3"})
    assert (answer.status_code, answer.content) == (206, b"<svg")


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_large_ones_are_compressed(client: Client, encoding: str) -> None:
    plain = client.get(STYLES, headers={"accept-encoding": "identity"})
    answer = client.get(STYLES, headers={"accept-encoding": encoding})
    assert answer["Content-Encoding"] == encoding
    assert len(answer.content) * 4 < len(plain.content)


async def test_a_server_of_sockets_serves_them_without_a_murmur(async_client: AsyncClient) -> None:
    answer = await async_client.get(ICONS)
    assert answer.content.startswith(b"<svg")
