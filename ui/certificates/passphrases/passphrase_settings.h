#pragma once

#include "core/workbench/passphrase_keeper.h"

#include <QByteArray>
#include <QString>

class QSettings;

namespace workbench {

/// How long a passphrase is kept unless the person chooses otherwise: as chosen last.
KeepTime usualKeepTime(const QSettings& settings);
void setUsualKeepTime(QSettings& settings, KeepTime time);

/// For a choice: "for 5 minutes", …
QString keepTimeText(KeepTime time);

/// Whether the passphrase of the key was put into the desktop's secret storage, which is asked for
/// these only: some storages want to be unlocked for every question.
bool isInStorage(const QSettings& settings, const QByteArray& spkiSha256);
void setInStorage(QSettings& settings, const QByteArray& spkiSha256, bool isThere);

} // namespace workbench
