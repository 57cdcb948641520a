"""Serves moto on a free loopback port, says which, and ends when its standard input does."""

import logging
import os
import sys
import threading

from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server


def end_with_the_test():
    # The pipe breaks even when the test is killed, so no server outlives it.
    sys.stdin.buffer.read()
    os._exit(0)


logging.getLogger("werkzeug").setLevel(logging.ERROR)
application = DomainDispatcherApplication(create_backend_app)
server = make_server(
    "127.0.0.1",
    0,
    application,
    threaded=True,
    request_handler=MotoRequestHandler,
)
print(server.server_port, flush=True)
sys.stdout = sys.stderr  # nobody reads the pipe any further
threading.Thread(target=end_with_the_test, daemon=True).start()
server.serve_forever()
