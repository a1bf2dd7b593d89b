#pragma once

#include <QObject>
#include <QPointer>
#include <QSettings>
#include <QString>

class QHeaderView;
class QPoint;

namespace workbench {

/// The columns of a table or tree: begin as its model says (ColumnModel::WidthRole, ShownRole), are
/// chosen from the header's menu, and remembered.
class HeaderColumns : public QObject
{
    Q_OBJECT

public:
    /// `name` is what the columns are remembered under. The column `fixed` cannot be hidden.
    HeaderColumns(QHeaderView* header, QString name, int fixed = -1);

    /// As the header's model says.
    void reset();

    /// Takes over what was remembered, and keeps it up to date. Call after reset(). False: nothing
    /// was remembered.
    bool remember(QSettings& settings);

private:
    void showMenu(const QPoint& position);
    void save();

    QHeaderView* m_header;
    QString m_name;
    int m_fixed;
    QPointer<QSettings> m_settings; ///< a window that closes lays its columns out once more
};

} // namespace workbench
