# Sourced by ./build and ./timeguard: sets JAVA_HOME to a JDK 25 or later, or ends with 2.

java_version_of() {
    # Prints the feature version of the JDK in folder $1, nothing where there is none.
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
    # Tests have the usual folders below $jdk_root.
    on_path=$(command -v javac || true)
    if [ -n "$on_path" ] && command -v readlink >/dev/null; then
        on_path=$(readlink -f "$on_path" 2>/dev/null || echo "$on_path")
    fi
    for candidate in \
        "${JAVA_HOME:-}" \
        "${on_path%/bin/javac}" \
        "${jdk_root:-}"/usr/lib/jvm/* \
        "${jdk_root:-}"/usr/java/* \
        "${jdk_root:-}"/opt/java/* \
        "${jdk_root:-}"/opt/jdk* \
        "${SDKMAN_DIR:-${HOME:-}/.sdkman}"/candidates/java/* \
        "${HOME:-}"/.jdks/* \
        "${jdk_root:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${jdk_root:-}"/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        "${jdk_root:-}"/usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        version=$(java_version_of "$candidate")
        if [ "${version:-0}" -ge 25 ]; then
            JAVA_HOME=$candidate
            export JAVA_HOME
            return 0
        fi
    done
    echo "No JDK 25 found: install one (Debian and Ubuntu: apt install openjdk-25-jdk; macOS: brew install openjdk@25; anywhere: adoptium.net), or set JAVA_HOME to it." >&2
    exit 2
}
