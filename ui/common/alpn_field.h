#pragma once

#include "ui/common/form_field.h"

#include <QStringList>

class QLineEdit;

namespace workbench {

/// The form row for application protocols (ALPN). Used by the client's and the server's dialog.
class AlpnField : public FormField
{
    Q_OBJECT

public:
    /// The editor's object name begins with `prefix`.
    explicit AlpnField(const QString& prefix);

    QStringList protocols() const; ///< in the order of preference
    void setProtocols(const QStringList& protocols);
    void check(); ///< says what is wrong beside it

Q_SIGNALS:
    void edited();

private:
    QLineEdit* m_edit;
};

} // namespace workbench
