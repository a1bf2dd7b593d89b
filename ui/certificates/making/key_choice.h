#pragma once

#include <QString>

class QComboBox;

namespace workbench {

/// Fills it with every kind of key that can be made, the knowingly bad ones marked; the data is the
/// specification, as of CertificateRequest::key.
void fillKeyChoice(QComboBox* choice);

/// Chooses it, adding it when it is none of the usual ones.
void chooseKey(QComboBox* choice, const QString& specification);

/// What there is to know about it before making it; empty: nothing.
QString keyWarning(const QString& specification);

/// "rsa:2048" as "RSA 2048".
QString keyWords(const QString& specification);

} // namespace workbench
