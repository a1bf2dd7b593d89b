#pragma once

namespace workbench {

/// `--self-check`: whether this installation is whole. Prints a line for each part; ExitLocalFault
/// when one is missing. Checks Qt's TLS backend, that Qt and the program share one libssl, SVG and
/// fonts.
int runSelfCheck();

} // namespace workbench
