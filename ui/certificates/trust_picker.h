#pragma once

#include "core/workbench/profiles.h"

#include <QWidget>

class QComboBox;
class QSettings;

namespace workbench {

class FileListEdit;

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
    void follow();

    QSettings& m_settings;
    QComboBox* m_choice;
    FileListEdit* m_files;
};

} // namespace workbench
