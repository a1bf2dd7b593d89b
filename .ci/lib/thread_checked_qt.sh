# shellcheck shell=bash
# A Qt Core library that ThreadSanitizer can see into. Sourced by ./dev.
#
# Qt's mutexes are futexes inside libQt6Core. In Debian's build of it the sanitizer sees none of them: every value that a
# queued signal carries to another thread looks like a race, even in an empty test. So the same sources are built once
# more with the sanitizer, kept outside of the tree, and put in front of Debian's library when the tests run.

readonly THREAD_CHECKED_QT_RECIPE=3 # counts changes of how it is built

# Prints the folder of the library; builds it when there is none for this Qt and compiler (about three minutes).
thread_checked_qt() {
  local version='' compiler='' folder=''
  version=$(dpkg-query --show --showformat '${source:Version}' qt6-base-dev)
  compiler=$(clang++ -dumpversion)
  folder=${XDG_CACHE_HOME:-$HOME/.cache}/tls-workbench/thread-checked-qt/$version-clang-$compiler-$THREAD_CHECKED_QT_RECIPE
  if [[ ! -e $folder/libQt6Core.so.6 ]]; then
    say "Building Qt Core $version for ThreadSanitizer (kept in $folder)" >&2
    build_thread_checked_qt "$version" "$folder" >build/thread-checked-qt.log 2>&1 || {
      tail -n 40 build/thread-checked-qt.log >&2
      fail "Qt Core could not be built; all of it is in build/thread-checked-qt.log"
    }
  fi
  echo "$folder"
}

# build_thread_checked_qt VERSION FOLDER: every step says for itself that it failed, for bash does not when the caller asks.
build_thread_checked_qt() {
  local version=$1 folder=$2 work=$REPOSITORY/build/thread-checked-qt libraries=''
  rm -rf "$work"
  fetch_qt_source "$version" "$work" || return
  libraries=$(c++ -print-multiarch)
  # Without pidfd QProcess forks; after vfork() the sanitizer takes this process for the child.
  # The sanitizer's own functions are in the program, so the library may miss them; Qt forbids that, the last word counts.
  # Naming the system makes it a cross build: those take moc and its like from the installed Qt.
  cmake -S "$work/source" -B "$work/build" -G Ninja \
    -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR="$(uname -m)" \
    -DQT_HOST_PATH=/usr -DQT_HOST_PATH_CMAKE_DIR="/usr/lib/$libraries/cmake" \
    -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ \
    -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_COMPILER_LAUNCHER=ccache \
    -DCMAKE_CXX_FLAGS='-g1 -O1 -fsanitize=thread' -DCMAKE_C_FLAGS='-g1 -O1 -fsanitize=thread' \
    -DCMAKE_CXX_STANDARD_LIBRARIES=-Wl,-z,undefs \
    -DQT_BUILD_TESTS=OFF -DQT_BUILD_EXAMPLES=OFF \
    -DFEATURE_{gui,network,sql,dbus,testlib,xml}=OFF \
    -DFEATURE_mimetype_database=OFF -DFEATURE_forkfd_pidfd=OFF -DFEATURE_{glib,icu,system_pcre2,system_doubleconversion}=ON \
    -DCMAKE_INSTALL_PREFIX=/usr -DINSTALL_LIBDIR="lib/$libraries" -DINSTALL_ARCHDATADIR="lib/$libraries/qt6" \
    -DINSTALL_DATADIR=share/qt6 -DINSTALL_SYSCONFDIR=/etc/xdg || return
  cmake --build "$work/build" --target Core --parallel "$JOBS" || return
  mkdir -p "$folder" || return
  # The name that says it is there comes last.
  cp "$work/build/lib/$libraries"/libQt6Core.so.6.* "$folder/" || return
  cp --no-dereference "$work/build/lib/$libraries/libQt6Core.so.6" "$folder/" || return
  rm -rf "$work"
}

# fetch_qt_source VERSION FOLDER: Debian's source package, patched as Debian does, in FOLDER/source.
fetch_qt_source() {
  local version=$1 folder=$2 suite='' options=()
  # shellcheck source=/dev/null
  suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
  mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial"
  printf 'deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' \
    "$(debian_mirror)" "$suite" >"$folder/sources.list"
  options=(-o "Dir::Etc::SourceList=$folder/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$folder/lists" -o "Dir::Cache=$folder/cache")
  apt-get "${options[@]}" update || return
  (cd "$folder" && apt-get "${options[@]}" source --download-only "qt6-base=$version") || return
  dpkg-source --no-check --extract "$folder"/qt6-base_*.dsc "$folder/source"
}
