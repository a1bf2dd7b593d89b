#pragma once

#include <QCoreApplication>

namespace workbench {

/// The translation context of this folder: `CertificateText::tr("…")`.
struct CertificateText
{
    Q_DECLARE_TR_FUNCTIONS(Certificates)
};

} // namespace workbench
