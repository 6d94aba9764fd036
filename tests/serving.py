"""Run `mkdocs serve` on a copy of the project and watch what it shows; or a plain server on a folder."""

import functools
import http.server
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager

LOG = "serve.log"


@contextmanager
def serving(folder):
    """Start the server; yield a function that waits until an address, or LOG, shows a text and returns the seconds."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = "{}:{}".format(*free.getsockname())
    environment = {**os.environ, "PYTHONPATH": str(folder), "NO_MKDOCS_2_WARNING": "1"}
    with open(folder / LOG, "w", encoding="utf-8") as log:
        command = [sys.executable, "-m", "mkdocs", "serve", "-a", address]
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)

        def read(path):
            if path == LOG:
                return (folder / LOG).read_text(encoding="utf-8")
            try:
                with urllib.request.urlopen(f"http://{address}/{path}", timeout=5) as page:
                    return page.read().decode()
            except OSError:
                return ""

        def wait_for(path, text, limit=60):
            start = time.perf_counter()
            while text not in read(path):
                seconds = time.perf_counter() - start
                assert server.poll() is None and seconds < limit, f"{path} lacks {text!r}:\n{read(LOG)[-2000:]}"
                time.sleep(0.05)
            return time.perf_counter() - start

        try:
            yield wait_for
        finally:
            server.terminate()
            server.wait()


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # which keeps connections

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        if not isinstance(sys.exception(), ConnectionError):  # the browser left a page before it had loaded
            super().handle_error(request, client_address)


@contextmanager
def hosting(folder):
    """Serve the files of a folder; yield the address, which ends with a slash."""
    with Server(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()
