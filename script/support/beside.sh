# shellcheck shell=sh
# To be read in: `beside COMMAND…` starts a command, `together` waits for it, tells what it said and ends as it did.

beside() {
    said=$(mktemp)
    "$@" >"$said" 2>&1 &
    other=$!
    # Whatever ends the script first, nothing is left running and nothing that was said is lost.
    trap 'kill "$other" 2>/dev/null || :; wait "$other" 2>/dev/null || :; cat "$said"; rm -f "$said"' EXIT
    trap 'exit 130' INT TERM
}

together() {
    trap - EXIT
    ended=0
    wait "$other" || ended=$?
    cat "$said"
    rm -f "$said"
    return "$ended"
}
