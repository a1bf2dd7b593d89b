# shellcheck shell=bash
# Which Debian packages each command needs, and their installation. Sourced by ./dev.

# 'a|b' stands for a where the archive has it (or it is installed), otherwise for b.
package_set() {
  case $1 in
    build)
      echo git g++ cmake ninja-build ccache qt6-base-dev qt6-svg-dev libssl-dev libexpected-dev zlib1g-dev \
        libp11-kit-dev pkgconf qtkeychain-qt6-dev qt6-qpa-plugins 'qt6-svg-plugins|libqt6svg6' qt6-l10n-tools fonts-dejavu-core \
        openssl ca-certificates
      ;;
    test)
      echo xvfb openbox xdotool tshark gnutls-bin curl openssh-client python3 \
        softhsm2 opensc 'pkcs11-provider|libengine-pkcs11-openssl'
      ;;
    interop)
      echo nginx-light tinyproxy-bin microsocks dante-server squid libnss3-tools nodejs golang-go chromium strace iproute2 xca gnome-keyring dbus-daemon libsecret-1-0 \
        postfix dovecot-imapd dovecot-pop3d dovecot-managesieved dovecot-lmtpd vsftpd slapd ldap-utils prosody postgresql \
        mariadb-server inspircd xrdp haproxy stunnel4 'openjdk-17-jdk-headless|default-jdk-headless' \
        'libpython3.11|libpython3.13' libsasl2-2 libdb5.3
      ;;
    interop_unpacked) echo inn2 inn2-inews libcanlock3 ;;
    bench) echo libbenchmark-dev nginx-light xca tshark ;;
    # The gates hold for version 14, Debian 12's; see CONTRIBUTING.md.
    format) echo 'clang-format-14|clang-format' ;;
    lint) echo 'clang-tidy-14|clang-tidy' python3 ;;
    fuzz) echo clang libclang-rt-dev ;;
    sanitize) echo clang libclang-rt-dev lld llvm ;;
    # What Debian's Qt Core is built with, to build it again for ThreadSanitizer.
    tsan)
      echo dpkg-dev xz-utils libglib2.0-dev libicu-dev libdouble-conversion-dev libpcre2-dev libb2-dev \
        zlib1g-dev libzstd-dev
      ;;
    package) echo dpkg-dev file lintian desktop-file-utils appstream man-db ;;
    roots) echo mmdebstrap ;;
    window) echo xvfb xdotool imagemagick ;;
    *) fail "no package set '$1'" ;;
  esac
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif ! command -v sudo >/dev/null; then
    fail "this needs the rights of root: install sudo, or run ./dev as root"
  elif [[ -t 0 ]]; then
    sudo "$@"
  else
    sudo --non-interactive "$@"
  fi
}

is_installed() { [[ $(dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }
is_in_archive() { apt-cache show --no-all-versions "$1" >/dev/null 2>&1; }

missing_packages() {
  local choice='' first='' second=''
  for choice in "$@"; do
    first=${choice%%|*} second=${choice##*|}
    if is_installed "$first"; then
      continue
    elif [[ $first == "$second" ]] || is_in_archive "$first"; then
      echo "$first"
    elif ! is_installed "$second"; then
      echo "$second"
    fi
  done
}

# install_packages SET…: installs what is missing, says so in one line, asks nothing.
install_packages() {
  local wanted=() missing=() names=() set=''
  for set in "$@"; do
    read -ra names < <(package_set "$set")
    wanted+=("${names[@]}")
  done
  if ! command -v apt-get >/dev/null; then
    say "This is no Debian: what it needs has to be there already (as Debian packages: ${wanted[*]})"
    return
  fi
  mapfile -t missing < <(missing_packages "${wanted[@]}")
  ((${#missing[@]} > 0)) || return 0
  if ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then
    update_package_lists
    mapfile -t missing < <(missing_packages "${wanted[@]}")
  fi
  say "Installing Debian packages: ${missing[*]}"
  without_starting_services apt_install "${missing[@]}" || {
    update_package_lists
    without_starting_services apt_install "${missing[@]}" || {
      cat build/apt.log >&2
      fail "apt-get could not install: ${missing[*]}"
    }
  }
  keep_from_starting_at_boot "${missing[@]}"
}

# unpack_packages PACKAGE…: into build/peers, for those whose installation would give this machine jobs of cron.
unpack_packages() {
  local package=''
  command -v apt-get >/dev/null || return 0
  mkdir -p build/peers/archives
  for package in "$@"; do
    [[ ! -e build/peers/$package ]] || continue
    say "Unpacking the Debian package $package"
    download_package "$package" || {
      update_package_lists
      download_package "$package" || {
        cat build/apt.log >&2
        fail "apt-get could not download: $package"
      }
    }
    dpkg-deb --extract build/peers/archives/"$package"_*.deb build/peers
    touch "build/peers/$package"
  done
}

download_package() { (cd build/peers/archives && apt-get -qq download "$1") >build/apt.log 2>&1; }

update_package_lists() {
  as_root apt-get -qq update >build/apt.log 2>&1 || {
    cat build/apt.log >&2
    fail "apt-get update failed"
  }
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends \
    -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@" >build/apt.log 2>&1 </dev/null
}

# Debian starts a service as it installs it, unless /usr/sbin/policy-rc.d forbids it (exit status 101).
without_starting_services() (
  readonly policy=/usr/sbin/policy-rc.d
  if [[ ! -e $policy ]]; then
    trap 'as_root rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
  fi
  "$@"
)

# The tests start their peers themselves; what only came for them is no service of this machine.
keep_from_starting_at_boot() {
  local package='' service=''
  for package in "$@"; do
    case $package in
      nginx-light) service=nginx ;;
      dovecot-imapd) service=dovecot ;;
      mariadb-server) service=mariadb ;;
      postfix | vsftpd | slapd | prosody | postgresql | inspircd | xrdp | haproxy | stunnel4) service=$package ;;
      dante-server) service=danted ;;
      squid) service=squid ;;
      *) continue ;;
    esac
    as_root update-rc.d "$service" disable >>build/apt.log 2>&1 || true
  done
}
