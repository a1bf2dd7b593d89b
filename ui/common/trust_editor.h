#pragma once

#include "core/workbench/profiles.h"

#include <QWidget>

class QCheckBox;

namespace workbench {

class FileListEdit;

/// Where trust anchors come from: the system, the store, files.
class TrustEditor : public QWidget
{
    Q_OBJECT

public:
    explicit TrustEditor(const QString& name, QWidget* parent = nullptr);

    TrustChoice trust() const;
    void setTrust(const TrustChoice& trust);

    /// What is wrong with the choice; empty: nothing.
    QString problem() const;

Q_SIGNALS:
    void changed();

private:
    QCheckBox* m_system;
    QCheckBox* m_store;
    FileListEdit* m_files;
};

} // namespace workbench
