"""The clients of bench/floods: python3 floods.py PORT PID SECONDS. The flood is a process of its own and gives way in processor time."""
import os
import selectors
import socket
import sys
import time

PORT, SERVER, SECONDS = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
FLOODS_FROM = "127.0.0.66"
CONNECTS_A_SECOND = 2000


def connect(source, wait=5.0):
    client = socket.socket()
    client.settimeout(wait)
    client.bind((source, 0))
    client.connect(("127.0.0.1", PORT))
    return client


def well_behaved(until):
    """Four sources, each a connection in turn with one question: seconds from connect to the answer's end."""
    took = []
    turn = 0
    while time.monotonic() < until:
        turn += 1
        began = time.monotonic()
        with connect(f"127.0.1.{1 + turn % 4}") as client:
            client.sendall(b"hello")
            client.shutdown(socket.SHUT_WR)
            answer = b""
            while piece := client.recv(100):
                answer += piece
        assert answer == b"hello", answer
        took.append(time.monotonic() - began)
        time.sleep(max(0.0, 0.01 - took[-1]))
    return sorted(took)


def try_connect():
    try:
        return connect(FLOODS_FROM)
    except OSError:
        return None


def some(count):
    return [client for client in (try_connect() for _ in range(count)) if client]


def many(count, at_once):
    """So many connections, of which at most so many are kept."""
    kept = []
    began = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, began + number / CONNECTS_A_SECOND - time.monotonic()))
        if client := try_connect():
            kept.append(client)
        if len(kept) > at_once:
            kept.pop(0).close()


def silent():
    kept = some(100)
    time.sleep(3600)
    return kept


def trickling():
    kept = some(100)
    while True:
        for client in kept:
            try:
                client.send(b"x")
            except OSError:
                pass
        time.sleep(1)


def never_reading():
    kept = some(100)
    waiting = selectors.DefaultSelector()
    for client in kept:
        client.setblocking(False)
        waiting.register(client, selectors.EVENT_WRITE)
    while True:
        for key, _ in waiting.select(1):
            try:
                key.fileobj.send(b"x" * 65536)
            except BlockingIOError:
                pass
            except OSError:
                waiting.unregister(key.fileobj)
        time.sleep(0.01)


FLOODS = [
    ("10,000 connections, of which 500 stay", lambda: many(10_000, 500)),
    ("100 silent ones", silent),
    ("100 that send a byte a second", trickling),
    ("100 that write and never read", never_reading),
    (f"{CONNECTS_A_SECOND} connects a second, each closed at once", lambda: many(1_000_000, 0)),
]


def beside(flood):
    attacker = os.fork()
    if attacker == 0:
        os.nice(10)
        try:
            flood()
        finally:
            os._exit(0)
    try:
        # What it does first is over, and what stays is there.
        time.sleep(1)
        return well_behaved(time.monotonic() + SECONDS)
    finally:
        os.kill(attacker, 9)
        os.waitpid(attacker, 0)
        time.sleep(1)


def p99(took):
    return 1000 * took[int(0.99 * (len(took) - 1))]


def memory():
    with open(f"/proc/{SERVER}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) // 1024


well_behaved(time.monotonic() + 2)
quiet = p99(well_behaved(time.monotonic() + SECONDS))
print(f"  {'p99 of a well-behaved connection, ms: quiet':52} {quiet:10.1f}  {memory():6} MiB")
for name, flood in FLOODS:
    took = p99(beside(flood))
    print(f"  {'beside ' + name:52} {took:10.1f}  {memory():6} MiB  {took / quiet:5.2f} of quiet")
print(f"  {'quiet again':52} {p99(well_behaved(time.monotonic() + SECONDS)):10.1f}  {memory():6} MiB")
