# shellcheck shell=bash
# Building the Debian package, and proving that it installs and starts. Sourced by ./dev.

command_package() {
  [[ ${1:-deb} == deb ]] || usage_error "there is only the package deb"
  [[ -z ${2:-} || $2 == --check ]] || usage_error "package deb knows only --check"
  install_packages build package
  SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
  export SOURCE_DATE_EPOCH
  build_preset release tls-workbench packaging/all
  rm -f build/release/tls-workbench_*.deb
  (cd build/release && cpack -G DEB >cpack.log 2>&1) || {
    cat build/release/cpack.log >&2
    fail "cpack failed"
  }
  check_package_files build/release/tls-workbench_*.deb
  if [[ ${2:-} == --check ]]; then
    check_package_in_root
  fi
}

# check_package_files FILE.deb: what can be said without installing it.
check_package_files() {
  local package=$1 unpacked=build/release/unpacked
  rm -rf "$unpacked"
  dpkg-deb --extract "$package" "$unpacked"
  say "Checking $package"
  desktop-file-validate "$unpacked/usr/share/applications/tls-workbench.desktop"
  appstreamcli validate --no-net --pedantic "$unpacked"/usr/share/metainfo/*.metainfo.xml
  man --warnings --local-file "$unpacked/usr/share/man/man1/tls-workbench.1.gz" 2>build/release/man.log >/dev/null
  [[ ! -s build/release/man.log ]] || fail "the man page has faults: $(<build/release/man.log)"
  if readelf --dynamic "$unpacked/usr/bin/tls-workbench" | grep -E 'RUNPATH|RPATH'; then
    fail "the program carries a library path of this machine"
  fi
  lintian --fail-on error,warning --tag-display-limit 0 --allow-root "$package"
  dpkg-deb --field "$package" Package Version Architecture Depends Recommends Installed-Size
  say "$package is sound ($(stat --format %s "$package") bytes, sha256 $(sha256sum "$package" | cut -c1-16)…)"
}

# Installs the package in a bare Debian 12, as a person would, and looks at the window.
check_package_in_root() (
  rerun_as_root package deb --check
  install_packages roots window
  root=$ROOTS/package.$$
  trap 'rm -rf --one-file-system "$root"' EXIT
  make_root bookworm "$root"
  cp build/release/tls-workbench_*.deb "$root/root/"
  "${IN_ROOT[@]}" "$root" sh -euc '
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update
    apt-get -qq install --yes -o Dpkg::Use-Pty=0 /root/tls-workbench_*.deb >/root/apt.log 2>&1 || { cat /root/apt.log; exit 1; }
    tls-workbench --version
    tls-workbench --self-check
  '
  check_window "$root"
  say "The package installs and starts in a bare Debian 12"
)

readonly WINDOW_SECONDS=3

# check_window FOLDER: the installed program shows a window, on an X server outside of FOLDER, and stays.
check_window() {
  local root=$1 number='' server='' program='' picture=build/release/package-window.png
  coproc XSERVER { exec Xvfb -displayfd 1 -screen 0 1280x800x24 -nolisten unix -nolisten tcp 2>/dev/null; }
  server=$XSERVER_PID
  # shellcheck disable=SC2064 # the numbers of now
  trap "kill $server; rm -rf --one-file-system '$root'" EXIT
  read -r -t 20 number <&"${XSERVER[0]}" || fail "Xvfb did not start"
  DISPLAY=:$number "${IN_ROOT[@]}" "$root" tls-workbench --home /root/home &
  program=$!
  export DISPLAY=:$number
  timeout 20 xdotool search --sync --onlyvisible --class tls-workbench >/dev/null || fail "no window appeared"
  sleep "$WINDOW_SECONDS"
  kill -0 "$program" 2>/dev/null || fail "the program ended by itself within $WINDOW_SECONDS s"
  import -window root "$picture"
  # unshare itself holds off milder signals; the program goes with it.
  kill -KILL "$program"
  wait "$program" 2>/dev/null || true
  (($(identify -format %k "$picture") > 16)) || fail "the window is blank, see $picture"
  say "A window was there for $WINDOW_SECONDS s: $picture"
}
