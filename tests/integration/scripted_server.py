"""A real HTTP server on loopback that plays an OpenAI-compatible endpoint from a script."""

import json
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseRequestHandler, ThreadingTCPServer

from tests import spy

POLL = 0.01  # seconds until the server hears that it should end


def says(content, **message):
    """A completion whose message has this content (text, or an object sent as JSON)."""
    text = content if isinstance(content, str) or content is None else json.dumps(content)
    return 200, _completion({"role": "assistant", "content": text, **message})


def calls_tool(arguments):
    function = {"name": "reply", "arguments": json.dumps(arguments)}
    message = {"role": "assistant", "content": None}
    tool = {"id": "call_1", "type": "function", "function": function}
    return 200, _completion({**message, "tool_calls": [tool]}, "tool_calls")


def fails(status, message, **headers):
    return status, {"error": {"message": message, "type": "error", "code": None}}, headers


def _completion(message, finish="stop"):
    choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [choice],
        "usage": usage,
    }


def pieces(completion, size=200):
    """The events of a completion as a server streams it, then the usage."""
    (choice,) = completion["choices"]
    head = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
    message = choice["message"]
    yield {**head, "choices": [{"index": 0, "delta": {"role": "assistant"}}]}
    for name in ("content", "refusal"):
        text = message.get(name) or ""
        for at in range(0, len(text), size):
            yield {**head, "choices": [{"index": 0, "delta": {name: text[at : at + size]}}]}
    for number, call in enumerate(message.get("tool_calls") or []):
        text = call["function"]["arguments"]
        for at in range(0, len(text), size):
            part = {**call, "index": number, "function": {"arguments": text[at : at + size]}}
            yield {**head, "choices": [{"index": 0, "delta": {"tool_calls": [part]}}]}
    end = {"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}
    yield {**head, "choices": [end]}
    yield {**head, "choices": [], "usage": completion["usage"]}


class Endpoint:
    """Answers from a list, in order; an entry may be a function of the request body.

    It streams where it is asked to, unless `streams` is False. `pause` is called with the number
    of each event before it is sent.
    """

    def __init__(self, answers, delay=0.0, *, streams=True, pause=lambda _: None):
        self.answers = list(answers)
        self.delay = delay
        self.streams = streams
        self.pause = pause
        self.requests = []
        self.base_url = ""

    def answer(self, body):
        self.requests.append(body)
        spy.heard.append(body)
        time.sleep(self.delay)
        entry = self.answers[min(len(self.requests), len(self.answers)) - 1]
        found = entry(body) if callable(entry) else entry
        return found if len(found) == 3 else (*found, {})


@contextmanager
def endpoint(*answers, **how):
    """Serve the script; gives the Endpoint with its base_url and the requests it got."""
    script = Endpoint(answers, **how)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(length))
            status, reply, headers = script.answer(body)
            if body.get("stream") and script.streams and "choices" in (reply or {}):
                with suppress(BrokenPipeError, ConnectionResetError):
                    self.stream(reply)
                return
            text = json.dumps(reply).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(text)
            except (BrokenPipeError, ConnectionResetError):
                return

        def stream(self, reply):
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream; charset=utf-8")
            self.end_headers()
            for number, event in enumerate(pieces(reply)):
                script.pause(number)
                self.wfile.write(f": alive\n\ndata: {json.dumps(event)}\n\n".encode())
            self.wfile.write(b"data: [DONE]\n\n")

        def log_message(self, *_):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=[POLL], daemon=True)
    thread.start()
    script.base_url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def dripping(head=b"", every=0.02):
    """Serve answers that never end: after the head, a byte of one now and then; gives the URL."""
    over = threading.Event()

    class Drip(BaseRequestHandler):
        def handle(self):
            self.request.recv(1 << 16)
            with suppress(OSError):
                self.request.sendall(head or b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while not over.wait(every):
                    self.request.sendall(b" ")

    with ThreadingTCPServer(("127.0.0.1", 0), Drip) as server:
        thread = threading.Thread(target=server.serve_forever, args=[POLL], daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        finally:
            over.set()
            server.shutdown()
            thread.join()
