#!/usr/bin/env bash
# Restore, format check, build (warnings are errors), all tests: the one test command, and what CI calls.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
configuration=Release

dotnet restore AtlassianAudit.Orleans.sln
dotnet format AtlassianAudit.Orleans.sln --verify-no-changes --no-restore
dotnet build AtlassianAudit.Orleans.sln --configuration "$configuration" --no-restore
dotnet test AtlassianAudit.Orleans.sln --configuration "$configuration" --no-build --logger "console;verbosity=normal"
