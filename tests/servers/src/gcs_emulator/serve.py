"""Serves gcp-storage-emulator on a free loopback port, says which, and ends when its standard input does."""

import os
import sys
import threading
from functools import partial
from http.server import ThreadingHTTPServer

from gcp_storage_emulator.handlers.buckets import create_bucket
from gcp_storage_emulator.server import RequestHandler
from gcp_storage_emulator.storage import Storage


def end_with_the_test():
    # The pipe breaks even when the test is killed, so no server outlives it.
    sys.stdin.buffer.read()
    os._exit(0)


storage = Storage(use_memory_fs=True)
for bucket in ("main", "other"):
    create_bucket(bucket, storage)
RequestHandler.log_message = lambda *_: None
# Head and body go out in two pieces; the second must not wait for the client's delayed acknowledgement.
RequestHandler.disable_nagle_algorithm = True
server = ThreadingHTTPServer(("127.0.0.1", 0), partial(RequestHandler, storage))
print(server.server_port, flush=True)
sys.stdout = sys.stderr  # nobody reads the pipe any further
threading.Thread(target=end_with_the_test, daemon=True).start()
server.serve_forever()
