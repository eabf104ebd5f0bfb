#!/usr/bin/env python3
"""Clients that ask samples/WebApp again and again on connections of their own, while one of its processes crashes: who loses the connection,
and how long the others wait. Exit code 1 if another process's client lost its own, or one of that process's kept it.

    bench/crashes.py PORT CLIENTS SECONDS
"""
import asyncio
import re
import sys
import time

port, clients, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
PAUSE = 0.005
ASK = b"GET /whoami HTTP/1.1\r\nHost: localhost\r\n\r\n"
CRASH = b"POST /crash HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"


async def ask(reader, writer, request=ASK):
    writer.write(request)
    await reader.readuntil(b"\r\n\r\n")
    # One chunk, and the last one.
    return re.search(rb"pid=(\d+)", await reader.readuntil(b"\r\n0\r\n\r\n")).group(1)


class Client:
    def __init__(self):
        self.pid, self.lost, self.waits = None, False, []

    async def run(self, end):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            while time.monotonic() < end:
                asked = time.monotonic()
                self.pid = await ask(reader, writer)
                self.waits.append((asked, time.monotonic() - asked))
                await asyncio.sleep(PAUSE)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.lost = True
        finally:
            writer.close()


async def crash(at, all_clients):
    await asyncio.sleep(at - time.monotonic())
    # In a process that has clients.
    kept, pid = [], None
    while pid not in {client.pid for client in all_clients}:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        kept.append(writer)
        pid = await ask(reader, writer)
    crashed = time.monotonic()
    try:
        await ask(reader, writer, CRASH)
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    return pid, crashed


def p99(waits):
    return sorted(waits)[int(len(waits) * 0.99)] * 1000 if waits else float("nan")


async def main():
    start = time.monotonic()
    all_clients = [Client() for _ in range(clients)]
    (pid, crashed), *_ = await asyncio.gather(crash(start + seconds / 2, all_clients), *(client.run(start + seconds) for client in all_clients))
    victims = [client for client in all_clients if client.pid == pid]
    others = [client for client in all_clients if client.pid != pid]
    wrong = [client for client in all_clients if client.lost != (client.pid == pid)]
    # The first second is still warming up.
    before = [wait for client in others for asked, wait in client.waits if start + 1 < asked < crashed]
    after = [wait for client in others for asked, wait in client.waits if asked >= crashed]
    print(f"a worker crashed under load: it had {len(victims)} of {len(all_clients)} clients, and {sum(client.lost for client in all_clients)} lost their connection")
    print(f"p99 of the others' requests, ms: {p99(before):.2f} before, {p99(after):.2f} after")
    sys.exit(1 if wrong else 0)


asyncio.run(main())
