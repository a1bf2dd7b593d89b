#pragma once

#include <QDialog>

namespace workbench {

/// Name, version, libraries, licence.
class AboutDialog : public QDialog
{
    Q_OBJECT

public:
    AboutDialog(const QString& home, QWidget* parent);
};

} // namespace workbench
