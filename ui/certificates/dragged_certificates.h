#pragma once

#include "core/certificates/store_entry.h"

#include <QList>
#include <QTemporaryDir>

#include <memory>

class QMimeData;

namespace workbench {

/// What certificates are when they are dragged out of the window: PEM as text, and a file of each
/// for programs that take files. Private keys stay where they are. The files lie in a temporary
/// folder that goes with this object: nobody tells when the other program has read them.
class DraggedCertificates
{
public:
    static QStringList mimeTypes();

    /// Null without entries. Where no file can be written it is text alone.
    std::unique_ptr<QMimeData> mime(const QList<StoreEntry>& entries);

private:
    std::unique_ptr<QTemporaryDir> m_folder; ///< null: nothing has been dragged yet
    int m_drags = 0;
};

} // namespace workbench
