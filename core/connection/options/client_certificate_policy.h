#pragma once

namespace workbench {

/// What a server wants of its clients' certificates.
enum class ClientCertificatePolicy
{
    None,
    Request,
    Require
};

} // namespace workbench
