#pragma once

#include "ui/common/form_dialog.h"

class QLineEdit;

namespace workbench {

struct Error;

/// Asks for the PIN of one token. What the token said before stands in it: a wrong PIN, or how few
/// tries are left.
class PinDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `answer`: what opening the token without a PIN, or with the last one, came to.
    PinDialog(const QString& token, const Error& answer, QWidget* parent = nullptr);

    QByteArray pin() const;

protected:
    void apply() override;

private:
    QLineEdit* m_pin;
};

} // namespace workbench
