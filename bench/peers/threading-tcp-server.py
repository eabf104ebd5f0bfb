"""Python's own server with a thread for each client, socketserver.ThreadingTCPServer. Echoes, and says where it listens."""
import socket
import socketserver


class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            while data := self.request.recv(65536):
                self.request.sendall(data)
        except ConnectionResetError:
            pass  # The client has reset.


class Server(socketserver.ThreadingTCPServer):
    request_queue_size = 4096
    daemon_threads = True


with Server(("127.0.0.1", 0), Echo) as server:
    print(f"listening: address=127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()
