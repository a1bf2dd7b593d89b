#pragma once

#include "core/workbench/profiles.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QSettings;

namespace workbench {

/// Whom a check trusts, in one line: the system, the store, both, or files. Remembered.
class TrustPicker : public QWidget
{
    Q_OBJECT

public:
    /// Parts are named after `name`: NAMEChoice, NAMEFiles.
    TrustPicker(const QString& name, QSettings& settings, QWidget* parent = nullptr);

    TrustChoice trust() const;

    /// Takes over what another picker has remembered.
    void recall();

Q_SIGNALS:
    void changed();

private:
    void browse();
    void follow();

    QSettings& m_settings;
    QComboBox* m_choice;
    QLineEdit* m_files;
};

} // namespace workbench
