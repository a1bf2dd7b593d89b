#pragma once

#include "core/certificates/passphrase_strength.h"

#include <QWidget>

#include <optional>

namespace workbench {

/// The strength of a passphrase as a row of fields, more of them full the stronger it is. Words
/// beside it say the same.
class StrengthBar : public QWidget
{
    Q_OBJECT

public:
    explicit StrengthBar(QWidget* parent = nullptr);

    /// Nothing: there is no passphrase, no field is full.
    void setStrength(const std::optional<PassphraseStrength>& strength);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::optional<PassphraseStrength> m_strength;
};

} // namespace workbench
