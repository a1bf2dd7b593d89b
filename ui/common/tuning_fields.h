#pragma once

#include "core/connection/options/tls_tuning.h"

#include <QList>
#include <QObject>

class QComboBox;
class QLineEdit;

namespace workbench {

class FormField;

/// The form rows for what goes to OpenSSL as it is: cipher lists, groups, signatures, security
/// level. Used by the client's and the server's dialog.
class TuningFields : public QObject
{
    Q_OBJECT

public:
    /// Object names begin with `prefix`.
    TuningFields(const QString& prefix, QObject* parent);

    QList<FormField*> fields() const { return m_fields; }

    int securityLevel() const; ///< -1: the library's default

    /// Puts what the rows say into `tuning`; the rest of it stays.
    void read(TlsTuning& tuning) const;
    void show(const TlsTuning& tuning);

Q_SIGNALS:
    void securityLevelChanged();

private:
    QLineEdit* m_ciphers;
    QLineEdit* m_suites;
    QLineEdit* m_groups;
    QLineEdit* m_signatures;
    QComboBox* m_level;
    QList<FormField*> m_fields;
};

} // namespace workbench
