#include <QLabel>
#include "ui/common/theme.h"
namespace workbench { QColor secondaryTextColor(const QPalette&p){return p.color(QPalette::Text);} void setTextColor(QWidget*, const QColor&){} }
