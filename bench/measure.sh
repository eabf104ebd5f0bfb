# What bench/processes, bench/threads and bench/http share; sourced by them, in the project's directory. One server runs at a time: what
# another one does while it waits would be in the figures. A figure is noted under a name in each round, and the median of all
# that were noted is what is printed.

needs() { # packages, tools...
  local tool
  for tool in "${@:2}"; do
    command -v "$tool" >/dev/null || { echo "$0: $tool is missing; install $1" >&2; exit 1; }
  done
}
build() { local project; for project in "$@"; do dotnet build "$project" -c Release --nologo -v quiet; done; }

work=$(mktemp -d)
pid=
# Process ids are used again soon where threads come and go by the thousand: one that has ended is another's.
end_server() { ! grep -qx "${pid:-none}" <(jobs -rp) || kill "$pid"; }
cleanup() { end_server; wait 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT

start() { # command...
  # Emptied before, so that the line of the server before is not taken for this one's.
  : >"$work/out"
  "$@" >>"$work/out" 2>"$work/err" &
  pid=$!
  for _ in $(seq 300); do grep -q '^listening' "$work/out" && return; sleep 0.1; done
  cat "$work/err" >&2; exit 1
}
stop() { end_server; wait "$pid" 2>/dev/null || true; pid=; }
port() { sed -n 's/.*address=[^ ]*:\([0-9]*\).*/\1/p' "$work/out" | head -n 1; }
await() { # condition...
  for _ in $(seq 3000); do "$@" && return; sleep 0.01; done
  echo "$0: not within 30 s: $*" >&2; cat "$work/err" >&2; exit 1
}

load() { bench/Load/bin/Release/net10.0/Load "$1" "$(port)" "${@:2}"; }
trips() { redis-benchmark -p "$(port)" -t ping_mbulk -c "$1" -n "$2" --csv 2>/dev/null | awk -F'","' '/PING/ { print $2; exit }'; }

note() { cat >>"$work/$1"; }
median() { # figure [format]
  sort -g "$work/$1" 2>/dev/null | awk -v format="${2:-%.1f}" '{ v[NR] = $1 } END { if (NR) printf format, v[int((NR + 1) / 2)]; else printf "-" }'
}
