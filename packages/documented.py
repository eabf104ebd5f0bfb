#!/usr/bin/env python3
"""Runs the commands of documents; packages/try-docs calls it.

What a document shows as a command stands in a block of one of these kinds, told by the words after the three backticks:

    sh                      run; every command must succeed
    sh serves               its last command is a server: run until the next one that serves, or to the end of the document. It must
                            say "listening: service=", and end with 0 when it is asked to
    sh not run: REASON      shown only
    console: REASON         a session, shown only
    output                  what the block before it prints; of a server, lines that it prints. "…" stands for anything

"in an empty directory" after sh (or after serves) lets it and those that follow run outside the repository, by a user who has nothing but
the packages as a feed; "in the repository" ends that. Where a block has left the directory, the next one begins.
"""
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

SECONDS = 170          # for one command, the longest of which builds
REPOSITORY = os.getcwd()
COMMANDS = r"dotnet|actor-server|nc|curl|printf|echo|bash|sh|cd|mkdir|kill|openssl|testssl|systemctl|journalctl|docker|podman|kubectl|haproxy|bench/\S+|packages/\S+|deploy/\S+|\$ .*"


class Wrong(Exception):
    pass


def blocks(document, lines):
    """Each fenced block as (line number, words after the backticks, text); what is a command outside of them is an error."""
    found, start, words, text, indent = [], None, None, [], 0
    for number, line in enumerate(lines, 1):
        fence = re.match(r"( *)```(.*)$", line)
        if fence and start is None:
            start, words, text, indent = number, fence[2].strip(), [], len(fence[1])
        elif fence:
            found.append((start, words, "\n".join(text)))
            start = None
        elif start is not None:
            text.append(line[indent:])
        elif re.match(rf"    ({COMMANDS})( |$)", line):
            raise Wrong(f"{document}:{number}: a command belongs into a block that begins with ```sh: {line.strip()}")
    return found


def check_words(document, number, words):
    kind = re.match(r"(sh|console|bash|shell|shell-session)\b", words)
    if not kind:
        return
    if kind[1] not in ("sh", "console"):
        raise Wrong(f"{document}:{number}: ```{words}: commands stand in ```sh, sessions in ```console: REASON")
    if not re.fullmatch(r"sh( serves)?( in an empty directory| in the repository)?|sh not run: .+|console: .+", words):
        raise Wrong(f"{document}:{number}: ```{words} is none of: ```sh [serves] [in an empty directory | in the repository], ```sh not run: REASON, ```console: REASON")


def children(pid):
    try:
        return [int(child) for task in os.listdir(f"/proc/{pid}/task") for child in open(f"/proc/{pid}/task/{task}/children").read().split()]
    except OSError:
        return []


def server_below(pid, programs):
    """The process that serves: actor-server, or a program that embeds it, which dotnet run names by its project."""
    try:
        if open(f"/proc/{pid}/comm").read().strip() in programs or b"actor-server.dll" in open(f"/proc/{pid}/cmdline", "rb").read():
            return pid
    except OSError:
        return None
    return next((found for found in (server_below(child, programs) for child in children(pid)) if found), None)


def matches(expected, came):
    return re.fullmatch(".*".join(re.escape(part) for part in expected.strip("\n").split("…")), came.strip("\n"), re.DOTALL) is not None


class Document:
    def __init__(self, name, work):
        self.name, self.work = name, work
        self.server, self.programs, self.printed, self.is_server = None, (), None, False
        new_user = dict(pair.split("=", 1) for pair in open(f"{work}/new-user").read().split("\0") if "=" in pair)
        tools = f"{new_user['HOME']}/.dotnet/tools"
        self.environments = {"empty": new_user, "repository": {**os.environ, "DOTNET_ROOT": new_user["DOTNET_ROOT"], "PATH": f"{tools}:{os.environ['PATH']}"}}
        self.place, self.directory = "repository", REPOSITORY

    def go(self, words):
        if "in an empty directory" in words:
            self.place, self.directory = "empty", tempfile.mkdtemp(dir=self.work)
        elif "in the repository" in words:
            self.place, self.directory = "repository", REPOSITORY

    def run(self, text):
        left = f"{self.work}/directory"
        script = f"set -euo pipefail\ntrap 'pwd >{left}' EXIT\n{text}\n"
        done = subprocess.run(["bash", "-c", script], cwd=self.directory, env=self.environments[self.place], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=SECONDS)
        if done.returncode:
            raise Wrong(f"exit code {done.returncode}\n{done.stdout}{self.said()}")
        self.directory = open(left).read().strip()
        self.printed, self.is_server = done.stdout, False

    def serve(self, text):
        self.stop()
        out, err = open(f"{self.work}/out", "w+"), open(f"{self.work}/err", "w+")
        self.server = subprocess.Popen(["bash", "-c", f"set -euo pipefail\n{text}\n"], cwd=self.directory, env=self.environments[self.place],
                                       stdin=subprocess.DEVNULL, stdout=out, stderr=err, text=True)
        self.programs = ["actor-server", *(name[:15] for name in re.findall(r"--project \S*?([^/\s]+)(?:\s|$)", text))]
        until = time.monotonic() + SECONDS
        while not re.search(r"\blistening: service=", open(out.name).read(), re.MULTILINE):
            if self.server.poll() is not None or time.monotonic() > until:
                raise Wrong(f"does not serve\n{self.said()}")
            time.sleep(0.2)
        self.printed, self.is_server = open(out.name).read(), True

    def said(self):
        return "".join(open(f"{self.work}/{name}").read() for name in ("out", "err") if self.server and os.path.exists(f"{self.work}/{name}"))

    def stop(self, forced=False):
        if self.server is None:
            return
        asked = server_below(self.server.pid, self.programs)
        if asked:
            os.kill(asked, signal.SIGKILL if forced else signal.SIGTERM)
        code = self.server.wait(SECONDS)
        said, self.server = self.said(), None
        if code and not forced:
            raise Wrong(f"the server has ended with {code}\n{said}")

    def check(self, expected):
        if self.printed is None:
            raise Wrong("```output follows no block that was run")
        if self.is_server:
            missing = [line for line in expected.split("\n") if line and not any(matches(line, came) for came in self.printed.split("\n"))]
            if missing:
                raise Wrong(f"the server does not print: {missing[0]}\n{self.said()}")
        elif not matches(expected, self.printed):
            raise Wrong(f"it prints, instead,\n{self.printed}")

    def block(self, words, text):
        if words == "output":
            self.check(text)
        elif re.match(r"sh\b", words) and "not run" not in words:
            self.go(words)
            self.serve(text) if "serves" in words else self.run(text)
            return 1
        return 0


def try_document(name, work):
    started, count = time.monotonic(), 0
    found = blocks(name, open(name).read().split("\n"))
    document, number = Document(name, work), 0
    try:
        for number, words, text in found:
            check_words(name, number, words)
            count += document.block(words, text)
        document.stop()
    except Wrong as wrong:
        raise Wrong(str(wrong) if str(wrong).startswith(name) else f"{name}:{number}: {wrong}") from None
    except subprocess.TimeoutExpired:
        raise Wrong(f"{name}:{number}: takes longer than {SECONDS} s") from None
    finally:
        document.stop(forced=True)
    if count:
        print(f"{name}: {count} blocks of commands, {time.monotonic() - started:.0f} s", flush=True)


def main():
    work, failed = sys.argv[1], 0
    for name in sys.argv[2:]:
        try:
            try_document(name, work)
        except Wrong as wrong:
            failed += 1
            print(wrong, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
