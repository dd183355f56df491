"""A small client of the API server: connections kept, one per thread."""

import base64
import http.client
import json
import re
import ssl
import subprocess
import sys
import tempfile
import threading
import time

APPLY = "application/apply-patch+yaml"
EXPERIMENTS = "/apis/byol.dev/v1alpha1/namespaces/{}/byolexperiments"
LEASES = "/apis/coordination.k8s.io/v1/namespaces/{}/leases"
JOBS = "/apis/batch/v1/namespaces/{}/jobs"
PODS = "/api/v1/namespaces/{}/pods"


class Api:
    """The API server of the current kubeconfig."""

    def __init__(self):
        text = subprocess.run(
            ["kubectl", "config", "view", "--raw", "--minify", "--flatten", "-o", "json"],
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        config = json.loads(text)
        self.cluster = config["clusters"][0]["cluster"]
        user = config["users"][0]["user"]
        self.server = self.cluster["server"]
        self.host, self.port = re.match(r"https://([^:/]+):?(\d+)?", self.server).groups()
        self.tls = ssl.create_default_context(
            cadata=base64.b64decode(self.cluster["certificate-authority-data"]).decode()
        )
        self.headers = {"Accept": "application/json", "User-Agent": "byol-bench"}
        if "client-certificate-data" in user:
            self.tls.load_cert_chain(
                _file(user["client-certificate-data"]), _file(user["client-key-data"])
            )
        else:
            self.headers["Authorization"] = "Bearer " + user["token"]
        self.local = threading.local()

    def connection(self):
        return http.client.HTTPSConnection(
            self.host, int(self.port or 443), context=self.tls, timeout=120
        )

    def request(self, method, path, body=None, content="application/json"):
        """Status and parsed answer; a connection that was closed meanwhile is made anew once."""
        for last in (False, True):
            try:
                if not hasattr(self.local, "connection"):
                    self.local.connection = self.connection()
                self.local.connection.request(
                    method,
                    path,
                    None if body is None else json.dumps(body),
                    {**self.headers, "Content-Type": content},
                )
                answer = self.local.connection.getresponse()
                return answer.status, json.loads(answer.read() or b"{}")
            except (http.client.HTTPException, OSError):
                del self.local.connection
                if last:
                    raise

    def need(self, method, path, body=None, content="application/json"):
        status, answer = self.request(method, path, body, content)
        if status >= 300:
            raise SystemExit(f"{method} {path} was answered {status}: {answer.get('message')}")
        return answer

    def list(self, path, selector=""):
        query = f"?labelSelector={selector}" if selector else ""
        return self.need("GET", path + query)["items"]

    def watch(self, path, hear):
        """Calls hear(time, type, object) for each event from now on, in a thread, until the end."""
        version = self.need("GET", path + "?limit=1")["metadata"]["resourceVersion"]

        def follow(version):
            # The API server ends the watch of one who is slow to read.
            while True:
                try:
                    for event in self._events(path, version):
                        version = event["object"]["metadata"]["resourceVersion"]
                        hear(time.time(), event["type"], event["object"])
                except KeyError:
                    print(f"the watch of {path} is lost, and what it counts wrong", file=sys.stderr)
                    return
                except (http.client.HTTPException, OSError, ValueError):
                    time.sleep(1)

        threading.Thread(target=follow, args=(version,), daemon=True).start()

    def _events(self, path, version):
        connection = self.connection()
        query = f"watch=1&timeoutSeconds=1800&resourceVersion={version}"
        connection.request("GET", f"{path}?{query}", headers=self.headers)
        answer = connection.getresponse()
        while line := answer.readline():
            yield json.loads(line)


def _file(data):
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(base64.b64decode(data))
        return file.name


def kubectl(*arguments, text=None):
    """What kubectl says; it has to succeed."""
    return subprocess.run(
        ["kubectl", *arguments],
        input=text,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
        timeout=300,
    ).stdout
