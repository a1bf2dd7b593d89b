#include "core/connection/clear/peer_words.h"

namespace workbench {

QString peerWords(const QByteArray& text)
{
    constexpr qsizetype kLongest = 200;
    QString shown = QString::fromUtf8(text.left(kLongest));
    shown.removeIf([](QChar letter) { return !letter.isPrint(); });
    return shown.trimmed();
}

} // namespace workbench
