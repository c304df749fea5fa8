#!/usr/bin/env bats
# Checks the backup script against a folder of its own.

set -euo pipefail

source ./helpers/assert.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/backup.sh"

readonly LIMIT=3
export TARGET="${BACKUP_TARGET:-/tmp/backup}" LEVEL
declare -i tries=0
folder=$(mktemp -d)
folder="$folder/files"

# Makes a file of a given size.
#   $1  the size
make_file() {
  local size="$1"
  head -c "$size" /dev/zero > "${folder}/file" # TODO: write something random
}

function backed_up {
  if [[ -z "${BACKUP_KEY?no key}" ]]; then
    return 1
  fi
  list_backups "$TARGET" | grep --quiet file
}

# Bats runs this after every test.
teardown() { rm -rf "$folder"; }

trap teardown EXIT

@test "a file is backed up (once)" {
  make_file 10
  run backup --limit "$LIMIT" "$folder"
  backed_up
}

main() {
  case "${1:-}" in
    check) backed_up ;;
  esac
}

main "$@"
