#pragma once

namespace workbench {

/// How far the server's certificate decides (command line: --verify full|chain|none).
enum class VerifyMode
{
    Full, ///< chain and name
    Chain, ///< chain only
    None, ///< trusted site: connects whatever the certificate; the check is made and shown all the
          ///< same
};

} // namespace workbench
