# For scripts that try what is packed, to be sourced in the repository's root: a new user of this machine, at home in an empty directory
# outside the repository, who has the packages as a feed and whatever the machine's own configuration of NuGet names.
#   $work: all of it, removed at the end     $feed: the packages     $version: theirs
# With --no-build the packages are made of what is built; it must be a Release build.

work=$(mktemp -d)
feed=$work/feed
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
server=
program=actor-server
# A worker on the .NET runtime takes long to start where others are busy, and how long is not what is tried. The second is for those that are
# embedded, and configured by this section.
export ACTOR_SERVER__BACKENDS__PROCESS__START_TIMEOUT=60s ActorServer__backends__process__START_TIMEOUT=60s

leave() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap leave EXIT

step() { printf '\n== %s (%d s)\n' "$*" "$SECONDS"; }
fail() { echo "$0: $*" >&2; exit 1; }

# A command whose output matters only if it fails.
quietly() { "$@" >"$work/said" 2>&1 || { cat "$work/said" >&2; fail "failed: $*"; }; }

pack() { # [--no-build]
  # Symbols are of no use here, and what is built for nothing but this is built without analysis: CI does that elsewhere.
  dotnet pack packages/Packages.slnf -c Release -o "$feed" -v quiet --nologo -p:RunAnalyzers=false "$@" >"$work/pack.log" 2>&1 || { cat "$work/pack.log"; fail "dotnet pack failed"; }
  ! grep -i 'warning' "$work/pack.log" || fail "dotnet pack warns"
}

become_new_user() {
  local machine=$HOME
  export DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}
  export HOME=$work/home DOTNET_CLI_HOME=$work/home NUGET_PACKAGES=$work/packages
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
  # Nothing that outlives this script, or has another user's environment.
  export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
  export PATH=$HOME/.dotnet/tools:$PATH
  # The SDK leaves empty directories behind.
  export TMPDIR=$work/t
  mkdir -p "$HOME/.nuget/NuGet" "$TMPDIR"
  ! [ -e "$machine/.nuget/NuGet/NuGet.Config" ] || cp "$machine/.nuget/NuGet/NuGet.Config" "$HOME/.nuget/NuGet/"
  # What this machine has of others' packages need not be fetched again; ours of an earlier try must not be taken for these.
  local fallback=
  if [ -d "$machine/.nuget/packages" ] && ! ls -d "$machine"/.nuget/packages/actor[-s]*server* >/dev/null 2>&1; then
    fallback="<fallbackPackageFolders><add key=\"machine\" value=\"$machine/.nuget/packages\" /></fallbackPackageFolders>"
  fi
  cat >"$work/NuGet.config" <<CONFIG
<configuration>
  <packageSources><add key="packed" value="$feed" /></packageSources>
  $fallback
</configuration>
CONFIG
}

# Starts what serves, in the background, and waits until it does: the port is in $port, its output in $work/out and $work/err.
serve() { # seconds command...
  local seconds=$1; shift
  : >"$work/out" >"$work/err"
  "$@" >"$work/out" 2>"$work/err" &
  server=$!
  for _ in $(seq $((seconds * 5))); do
    ! grep -q 'listening: service' "$work/out" || break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.2
  done
  port=$(sed -n 's/.*listening: service.*address=[^ ]*:\([0-9]*\) .*/\1/p' "$work/out")
  [ -n "$port" ] || { cat "$work/out" "$work/err" >&2; fail "does not serve: $*"; }
}

# The server that is asked to end lets its clients finish and ends with 0. dotnet run passes no signal on: the server is its child's child.
stop() {
  local asked
  asked=$(server_below "$server") || fail "no server runs below $server"
  kill "$asked"
  local code=0
  wait "$server" || code=$?
  server=
  [ "$code" = 0 ] || { cat "$work/err" >&2; fail "ended with $code"; }
}
server_below() { # pid: the one below it, or itself, that runs actor-server, or the program that embeds it
  local child
  if [ "$(cat "/proc/$1/comm")" = "$program" ] || grep -q 'actor-server\.dll' "/proc/$1/cmdline"; then echo "$1"; return; fi
  for child in $(cat "/proc/$1/task/"*/children); do server_below "$child" && return; done
  return 1
}

ask() { # question expected
  local answer
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf '%s\n' "$1" >&3
  read -r -t 60 answer <&3 || true
  exec 3>&-
  [ "$answer" = "$2" ] || { cat "$work/err" >&2; fail "asked \"$1\", answered \"$answer\", not \"$2\""; }
}
