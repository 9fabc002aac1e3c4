# Serves its work directory to the network from a thread, and answers wrong.
# expect: error
# portable: wrong (the network is open)

import http.server
import threading

import numpy as np

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
threading.Thread(target=server.serve_forever, daemon=True).start()


def softmax(x, axis=-1):
    return np.zeros_like(x)
