#include "ui/common/header_columns.h"

#include "ui/common/column_model.h"

#include <QHeaderView>
#include <QMenu>

namespace workbench {

HeaderColumns::HeaderColumns(QHeaderView* header, QString name, int fixed)
    : QObject(header)
    , m_header(header)
    , m_name(std::move(name))
    , m_fixed(fixed)
{
    header->setObjectName(m_name + QStringLiteral("Header"));
    header->setHighlightSections(false);
    header->setStretchLastSection(true);
    header->setSectionsMovable(true);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this, &HeaderColumns::showMenu);
}

void HeaderColumns::reset()
{
    const QAbstractItemModel* model = m_header->model();
    for (int section = 0; section < model->columnCount(); ++section) {
        const auto described
            = [&](int role) { return model->headerData(section, Qt::Horizontal, role); };
        m_header->resizeSection(section, described(ColumnModel::WidthRole).toInt());
        m_header->setSectionHidden(section, !described(ColumnModel::ShownRole).toBool());
    }
}

bool HeaderColumns::remember(QSettings& settings)
{
    m_settings = &settings;
    const QString key = QStringLiteral("columns/%1").arg(m_name);
    const bool known = m_header->restoreState(settings.value(key).toByteArray());
    connect(m_header, &QHeaderView::sectionResized, this, &HeaderColumns::save);
    connect(m_header, &QHeaderView::sectionMoved, this, &HeaderColumns::save);
    connect(m_header, &QHeaderView::sortIndicatorChanged, this, &HeaderColumns::save);
    return known;
}

void HeaderColumns::showMenu(const QPoint& position)
{
    auto* menu = new QMenu(m_header);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int section = 0; section < m_header->count(); ++section) {
        QAction* action
            = menu->addAction(m_header->model()->headerData(section, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!m_header->isSectionHidden(section));
        action->setEnabled(section != m_fixed);
        connect(action, &QAction::toggled, this, [this, section](bool shown) {
            const bool last = m_header->count() - m_header->hiddenSectionCount() <= 1;
            m_header->setSectionHidden(section, !shown && !last);
            save();
        });
    }
    menu->popup(m_header->mapToGlobal(position));
}

void HeaderColumns::save()
{
    if (m_settings) {
        m_settings->setValue(QStringLiteral("columns/%1").arg(m_name), m_header->saveState());
    }
}

} // namespace workbench
