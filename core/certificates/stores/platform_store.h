#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>

namespace workbench {

/// A store of certificates that the operating system itself keeps, beyond files. What the rest of
/// the program does with it (showing, searching, trusting) is the same everywhere.
struct PlatformStore
{
    QString id; ///< what openSource() takes, e.g. "windows:ROOT"
    QString name; ///< for people
    bool holdsAnchors = false; ///< the system trusts everything in it

    /// Every certificate in it (DER, not checked). Blocks; any thread.
    std::function<Result<QList<QByteArray>>()> read;
};

/// The stores of the operating system that this is built for: one file for each system that has
/// some. Systems that keep their anchors in files have none: TrustAnchors knows those files.
QList<PlatformStore> platformStores();

} // namespace workbench
