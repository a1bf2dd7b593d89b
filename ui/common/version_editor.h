#pragma once

#include "core/connection/tls_version_set.h"

#include <QList>
#include <QWidget>

class QCheckBox;
class QComboBox;

namespace workbench {

/// A set of protocol versions: a check box for each, and presets.
class VersionEditor : public QWidget
{
    Q_OBJECT

public:
    /// `name` becomes the object name; the parts are "…Preset", "…1.2", "…SSL3" and so on.
    explicit VersionEditor(const QString& name, QWidget* parent = nullptr);

    TlsVersionSet versions() const;
    void setVersions(TlsVersionSet versions);

Q_SIGNALS:
    void changed();
    void presetChosen(const QString& word); ///< by a person

private:
    struct Box
    {
        TlsVersion version;
        QCheckBox* box;
    };

    void boxesChanged();

    QComboBox* m_presets;
    QList<Box> m_boxes;
};

} // namespace workbench
