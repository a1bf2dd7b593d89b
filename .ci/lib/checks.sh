# shellcheck shell=bash
# The gates on the sources: formatting and static analysis. Sourced by ./dev.

# Other versions format and complain differently, so only this one can say no.
readonly GATE_VERSION=14

# gate_tool NAME: the tool of that version where there is one, otherwise the distribution's.
gate_tool() {
  if command -v "$1-$GATE_VERSION" >/dev/null; then
    echo "$1-$GATE_VERSION"
  else
    echo "$1"
  fi
}

is_gate_version() { "$1" --version | grep -qE "version $GATE_VERSION\."; }

own_sources() { git ls-files --cached --others --exclude-standard '*.cpp' '*.h'; }

command_format() {
  local tool='' sources=() source=''
  install_packages format
  tool=$(gate_tool clang-format)
  # A file deleted but not yet committed is still listed.
  while read -r source; do
    if [[ -e $source ]]; then
      sources+=("$source")
    fi
  done < <(own_sources)
  if [[ ${1:-} != --check ]]; then
    is_gate_version "$tool" || fail "formatting is defined by clang-format $GATE_VERSION, which this machine does not have"
    "$tool" -i "${sources[@]}"
    return
  fi
  if ! is_gate_version "$tool"; then
    say "Not checked: formatting is defined by clang-format $GATE_VERSION; this is $("$tool" --version)"
    return
  fi
  "$tool" --dry-run --Werror "${sources[@]}" || fail "not formatted; ./dev format does it"
  say "${#sources[@]} files are formatted"
}

command_lint() {
  local tool='' verdict=--enforce
  install_packages build test lint
  # Code made by moc and rcc has to be there for its includers to be read.
  build_preset dev
  tool=$(gate_tool clang-tidy)
  if ! is_gate_version "$tool"; then
    say "Only shown, not enforced: the rules are those of clang-tidy $GATE_VERSION; this is another"
    verdict=--advise
  fi
  python3 .ci/lib/lint.py "$verdict" --tool "$tool" --jobs "$JOBS" --build build/dev "$@"
}
