#!/usr/bin/env bash
# enter_root.sh FOLDER COMMAND…: runs a command in the Debian system in FOLDER. Called in a mount namespace of its own.
set -euo pipefail

root=$1
shift
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
if [[ -n ${CCACHE_DIRECTORY:-} ]]; then
  mount --bind "$CCACHE_DIRECTORY" "$root/root/.cache/ccache"
fi
# Whatever this machine's environment says about paths does not hold in there.
kept=()
for name in TERM CI JOBS NO_COLOR DISPLAY http_proxy https_proxy no_proxy; do
  if [[ -n ${!name:-} ]]; then
    kept+=("$name=${!name}")
  fi
done
exec chroot "$root" /usr/bin/env -i HOME=/root USER=root LANG=C.UTF-8 \
  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${kept[@]}" "$@"
