"""The classic text's multi-process service: a process for each client. Echoes, and says where it listens."""
import multiprocessing
import socket


def serve(client):
    while data := client.recv(65536):
        client.sendall(data)
    client.close()


listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(511)
print(f"listening: address=127.0.0.1:{listener.getsockname()[1]}", flush=True)
while True:
    client, _ = listener.accept()
    multiprocessing.Process(target=serve, args=(client,)).start()
    client.close()
