"""A client with Python's ssl, for one conversation with an echo. Prints one line: what was agreed on, and what came of it."""
import hashlib, os, select, socket, ssl, sys

port, authority, version, mebibytes = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
context = ssl.create_default_context(cafile=authority)
context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_3 if version == "1.3" else ssl.TLSVersion.TLSv1_2
plain = socket.create_connection(("127.0.0.1", port), timeout=60)
client = context.wrap_socket(plain, server_hostname="localhost", suppress_ragged_eofs=False)

# One thread, because an SSL object must not be used by two.
piece, total = os.urandom(1 << 20), mebibytes << 20
sent, received, digest, expected = 0, 0, hashlib.sha256(), hashlib.sha256()
for _ in range(mebibytes):
    expected.update(piece)
client.setblocking(False)
while received < total:
    idle = True
    if sent < total:
        try:
            start = sent % len(piece)
            sent += client.send(piece[start:start + (64 << 10)])
            idle = False
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
    try:
        data = client.recv(64 << 10)
        if not data:
            break
        received += len(data)
        digest.update(data)
        idle = False
    except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
        pass
    if idle and not select.select([client], [client] if sent < total else [], [], 60)[0] and sent == total:
        break
client.settimeout(60)
cipher = client.cipher()[0]
# Says close_notify, and waits for the server's; anything else is an exception.
plain = client.unwrap()
end = plain.recv(1)
print(version, cipher, "identical" if digest.digest() == expected.digest() else f"{received} of {total}", "closed" if end == b"" else "more")
