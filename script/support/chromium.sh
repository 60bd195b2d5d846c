# shellcheck shell=sh
# To be read in: `find_chromium` puts the path of a Chromium into PRAXIS_CHROMIUM, installing Debian's if it may.
# The shell without a window does the same for the tests with a sixth less work.

find_chromium() {
    [ -z "${PRAXIS_CHROMIUM-}" ] || return 0
    find_installed && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing Debian's chromium-headless-shell; this happens once." >&2
        apt-get update >&2 || true
        install_debs chromium-headless-shell || install_debs chromium || true
        find_installed && return
    fi
    echo "No Chromium was found: install it (Debian: apt-get install chromium) or set PRAXIS_CHROMIUM to its path." >&2
    return 1
}

install_debs() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends fonts-noto-core "$@" >&2
}

find_installed() {
    for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
        PRAXIS_CHROMIUM=$(command -v "$name") && export PRAXIS_CHROMIUM && return
    done
    return 1
}
