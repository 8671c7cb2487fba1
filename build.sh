#!/usr/bin/env bash
# Restore, format check, build (warnings are errors), all tests: the one test command, and what CI calls.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
configuration=Release

# The cluster tests run silos on a real Redis, and in networks of their own.
need() { # command, package
  command -v "$1" >/dev/null && return
  local as_root=""; [ "$(id -u)" = 0 ] || as_root="sudo -n"
  { $as_root apt-get update -qq && $as_root apt-get install -y -qq "$2" >/dev/null; } ||
    { echo "$1 is missing and could not be installed. Install it: apt-get install $2" >&2; exit 1; }
}
need redis-server redis-server
need ip iproute2

dotnet restore AtlassianAudit.Orleans.sln
dotnet format AtlassianAudit.Orleans.sln --verify-no-changes --no-restore
dotnet build AtlassianAudit.Orleans.sln --configuration "$configuration" --no-restore
# One assembly after the other: the cluster tests must not wait for a processor.
dotnet test AtlassianAudit.Orleans.sln -m:1 --configuration "$configuration" --no-build --logger "console;verbosity=normal"
