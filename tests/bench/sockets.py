"""Opens many sockets to one board, in a process of its own, and says when each heard each change.

``python -m tests.bench.sockets PORT COUNT CHANGES``: prints ``ready`` when every socket has its
snapshot, then one line for each change: its state and the clock's time at which each heard it.
"""

import asyncio
import json
import sys
import time
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

TAG = "BR300-1"


async def main(port: int, count: int, changes: int) -> None:
    url, origin = f"ws://127.0.0.1:{port}/ws/board", f"http://127.0.0.1:{port}"
    opened: list[ClientConnection] = []
    for _ in range(count):
        one = await connect(url, origin=origin, compression=None, open_timeout=60)  # type: ignore[arg-type]
        await one.recv()
        opened.append(one)
    print("ready", flush=True)
    heard: dict[int, list[float]] = {n: [] for n in range(changes)}
    await asyncio.gather(*(listen(one, heard, changes) for one in opened))
    for n in range(changes):
        print(json.dumps(heard[n]), flush=True)


async def listen(one: ClientConnection, heard: dict[int, list[float]], changes: int) -> None:
    seen = 0
    while seen < changes:
        text = await one.recv()
        at = time.time()
        if _tells_of_it(json.loads(text)):
            heard[seen].append(at)
            seen += 1


def _tells_of_it(message: dict[str, Any]) -> bool:
    return message["type"] == "delta" and any(item["key"] == TAG for item in message["items"])


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:4])))
