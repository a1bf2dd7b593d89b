# shellcheck shell=bash
# Clean Debian systems in a folder, to try in them what a fresh machine would do. Sourced by ./dev.

readonly ROOTS=$REPOSITORY/build/roots

debian_mirror() {
  local uri='' origin=''
  # shellcheck disable=SC2016
  while read -r uri origin; do
    if [[ $origin == Debian && $uri != *security* ]]; then
      echo "$uri"
      return
    fi
  done < <(apt-get indextargets --format '$(REPO_URI) $(ORIGIN)' 'Created-By: Packages')
  echo http://deb.debian.org/debian
}

# make_root SUITE FOLDER: unpacks a minimal system with nothing but git; the archive of it is a week's cache.
make_root() {
  local suite=$1 folder=$2 archive=$ROOTS/$1.tar
  mkdir -p "$ROOTS"
  if [[ -z $(find "$archive" -mtime -7 2>/dev/null) ]]; then
    say "Making a Debian $suite root from $(debian_mirror)"
    mmdebstrap --quiet --format=tar --variant=minbase --include=git,ca-certificates \
      "$suite" "$archive.new" "$(debian_mirror)" \
      2>"$ROOTS/$suite.log" || {
      cat "$ROOTS/$suite.log" >&2
      fail "mmdebstrap could not make a $suite root"
    }
    mv "$archive.new" "$archive"
  fi
  mkdir "$folder"
  tar --extract --file "$archive" --directory "$folder" --numeric-owner
  cp --dereference --remove-destination /etc/resolv.conf "$folder/etc/resolv.conf"
}

# IN_ROOT FOLDER COMMAND…: mounts and processes live in namespaces of their own, so nothing of them stays.
readonly IN_ROOT=(unshare --mount --pid --fork --kill-child bash "$REPOSITORY/.ci/lib/enter_root.sh")

# Making devices and changing the root needs the rights of root.
rerun_as_root() {
  ((EUID == 0)) && return
  say "Clean roots need the rights of root"
  exec sudo --preserve-env=JOBS,CI,http_proxy,https_proxy,no_proxy "$REPOSITORY/dev" "$@"
}

# test_in_root SUITE CTEST-ARGUMENTS…
test_in_root() (
  suite=$1
  [[ $suite == bookworm || $suite == trixie ]] || usage_error "there is no root '$suite', only bookworm and trixie"
  rerun_as_root test --root "$@"
  install_packages roots
  root=$ROOTS/$suite.$$
  trap 'rm -rf --one-file-system "$root"' EXIT
  make_root "$suite" "$root"
  [[ -z $(git -c safe.directory='*' status --porcelain) ]] || say "Note: what is not committed is not tested there"
  git -c safe.directory='*' clone --quiet --no-hardlinks "$REPOSITORY" "$root/root/tls-workbench"
  mkdir -p "$ROOTS/$suite.ccache" "$root/root/.cache/ccache"
  CCACHE_DIRECTORY=$ROOTS/$suite.ccache "${IN_ROOT[@]}" "$root" /root/tls-workbench/dev test "${@:2}"
)
