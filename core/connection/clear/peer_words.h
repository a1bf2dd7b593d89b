#pragma once

#include <QByteArray>
#include <QString>

namespace workbench {

/// Words of the peer, to be shown: at most 200 bytes of them, without control characters.
QString peerWords(const QByteArray& text);

} // namespace workbench
