#pragma once

#include "core/base/secret_bytes.h"
#include "ui/common/form_field.h"

#include <QList>
#include <QObject>

class QLineEdit;

namespace workbench {

class StrengthBar;

/// The rows of a form that a new passphrase is typed into, twice, with how strong it is. Weak ones
/// are taken as well.
class NewPassphrase : public QObject
{
    Q_OBJECT

public:
    enum class Need
    {
        Optional, ///< empty: the key is kept in clear
        Required
    };

    NewPassphrase(Need need, QObject* parent);

    QList<FormField*> rows() const; ///< to be placed by the form

    /// Says beside the rows what is wrong and how strong it is.
    void check();

    SecretBytes passphrase() const; ///< UTF-8

Q_SIGNALS:
    void changed();

private:
    void checkAgain();

    Need m_need;
    QLineEdit* m_first;
    QLineEdit* m_again;
    StrengthBar* m_bar;
    FormField* m_firstField;
    FormField* m_againField;
    FormField* m_strengthField;
};

} // namespace workbench
