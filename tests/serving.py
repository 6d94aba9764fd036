"""Run `mkdocs serve` on a copy of the project and watch what it shows; or a plain server on a folder."""

import functools
import http.client
import http.server
import re
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager

from browsing import WAIT
from copies import GENERATOR, environment

LOG = "serve.log"
# `mkdocs serve` at a port that the system chooses: one that is looked for before may be taken by the time it is used
SERVE = f"""
from {GENERATOR}.__main__ import cli
from {GENERATOR}.livereload import LiveReloadServer

bind = LiveReloadServer.server_bind

def server_bind(server):
    bind(server)
    print("port", server.server_port, flush=True)

LiveReloadServer.server_bind = server_bind
cli(["serve", "-a", "127.0.0.1:0"])
"""


@contextmanager
def serving(folder):
    """Start the server; yield a function that waits until an address, or LOG, shows a text and returns the seconds."""
    with open(folder / LOG, "w", encoding="utf-8") as log:
        command = [sys.executable, "-c", SERVE]
        server = subprocess.Popen(command, cwd=folder, env=environment(folder), stdout=log, stderr=log)

        def read(path):
            text = (folder / LOG).read_text(encoding="utf-8")
            if path == LOG:
                return text
            port = re.search(r"^port (\d+)$", text, re.MULTILINE)
            if port is None:  # it is still building
                return ""
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port[1]}/{path}", timeout=5) as page:
                    return page.read().decode()
            except (OSError, http.client.HTTPException):
                return ""

        def wait_for(path, text):
            start = time.perf_counter()
            while text not in read(path):
                seconds = time.perf_counter() - start
                assert server.poll() is None and seconds < WAIT / 1000, (
                    f"after {seconds:.0f} s {path} lacks {text!r}:\n{read(LOG)[-2000:]}"
                )
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
    request_queue_size = 128  # browsers ask for much at once

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
