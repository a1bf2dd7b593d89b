#pragma once

#include "core/connection/options/tls_tuning.h"
#include "core/connection/tls_catalogue.h"

#include <QList>
#include <QObject>

#include <optional>

class QComboBox;
class QLineEdit;

namespace workbench {

class FormField;

/// The form rows for what goes to OpenSSL as it is: cipher lists, groups, signatures (typed, or
/// chosen from what the library has), security level. Used by the client's and the server's dialog.
class TuningFields : public QObject
{
    Q_OBJECT

public:
    /// Object names begin with `prefix`.
    TuningFields(const QString& prefix, QObject* parent);

    struct Row
    {
        FormField* field;
        const char* where; ///< of the errors that are its own
    };

    const QList<Row>& rows() const { return m_rows; }

    void check(); ///< says beside each row what is wrong with it

    /// Fills in, or takes back, what the legacy preset of the versions stands for; what a person
    /// has typed stays.
    void allowLegacySuites(bool allow);

    /// Puts what the rows say into `tuning`; the rest of it stays.
    void read(TlsTuning& tuning) const;
    void show(const TlsTuning& tuning);

Q_SIGNALS:
    void changed(); ///< the rows are to be checked again

private:
    struct List
    {
        TlsList kind;
        QString TlsTuning::*member;
        QLineEdit* line;
        FormField* field;
        std::optional<QString> checked; ///< the text of which the row says what follows
        QString problem;
        QString note;
    };

    void addList(TlsList kind,
                 const char* where,
                 QString TlsTuning::*member,
                 const QString& name,
                 const QString& label,
                 const QString& example,
                 const QString& hint);
    void choose(const List& list);

    QList<List> m_lists;
    QComboBox* m_level;
    QList<Row> m_rows;
};

} // namespace workbench
