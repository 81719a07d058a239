"""Lambda runs the built programs as AWS does: it serves them the runtime API, over which they take an event and hand a
reply back."""

import json
import os
import queue
import subprocess
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from contract import Refused

# What the service takes in one synchronous call, and gives back.
LARGEST_PAYLOAD = 6 * 1024 * 1024


class Function:
    """A program behind a runtime API of its own."""

    def __init__(self, program):
        self.events, self.replies = queue.Queue(), {}
        function = self

        class Runtime(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                name, event = function.events.get()
                self.send_response(200)
                self.send_header("Lambda-Runtime-Aws-Request-Id", name)
                self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + 60) * 1000)))
                self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:123456789012:function:f")
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(event)))
                self.end_headers()
                self.wfile.write(event)

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.headers.get("Transfer-Encoding") == "chunked":
                    body = self._chunks()
                parts = self.path.split("/")
                waiting = function.replies.get(parts[-2]) if len(parts) > 2 else None
                if waiting is not None and parts[-1] in ("response", "error"):
                    waiting.put((parts[-1], body))
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def _chunks(self):
                body = b""
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Runtime)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        address = f"127.0.0.1:{self.server.server_address[1]}"
        environment = os.environ | {
            "AWS_LAMBDA_RUNTIME_API": address,
            "AWS_LAMBDA_FUNCTION_NAME": os.path.basename(program),
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
            "AWS_LAMBDA_FUNCTION_VERSION": "1",
            "AWS_LAMBDA_LOG_STREAM_NAME": "stream",
            "AWS_LAMBDA_LOG_GROUP_NAME": "group",
        }
        self.process = subprocess.Popen([program], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def invoke(self, event, timeout):
        name = str(uuid.uuid4())
        self.replies[name] = queue.Queue()
        self.events.put((name, event))
        try:
            return self.replies[name].get(timeout=timeout)
        except queue.Empty:
            return "error", json.dumps({"errorMessage": f"{name} Task timed out after {timeout:.2f} seconds"}).encode()
        finally:
            del self.replies[name]


class Lambda:
    """The three functions."""

    def __init__(self, folder):
        self.folder, self.functions, self.lock = folder, {}, threading.Lock()

    def invoke(self, name, body):
        if len(body) > LARGEST_PAYLOAD:
            raise Refused("RequestTooLargeException", f"Request must be smaller than {LARGEST_PAYLOAD} bytes", 413)
        try:
            json.loads(body)
        except ValueError as error:
            raise Refused("InvalidRequestContentException", f"Could not parse request body into json: {error}") from error
        # Functions are named as programs are, with what the company puts in front.
        program = name.split(":")[-1].split("-")[-1]
        path = os.path.join(self.folder, program)
        if not os.path.isfile(path):
            raise Refused("ResourceNotFoundException", f"Function not found: {name}", 404)
        with self.lock:
            if program not in self.functions:
                self.functions[program] = Function(path)
        kind, reply = self.functions[program].invoke(body, 60)
        return reply, None if kind == "response" else "Unhandled"

    def stop(self):
        for function in self.functions.values():
            function.process.terminate()
            function.process.wait()
