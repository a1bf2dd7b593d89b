#include "ui/clients/repetition_row.h"

#include "ui/common/form_field.h"
#include "ui/common/themed_icon.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace workbench {

RepetitionRow::RepetitionRow(QWidget* parent)
    : QWidget(parent)
    , m_text(named(new QLabel, "repetitionText"))
    , m_bar(named(new QProgressBar, "repetitionBar"))
{
    setObjectName(QStringLiteral("repetitionRow"));
    m_bar->setAccessibleName(tr("Connections that are over"));
    m_bar->setTextVisible(false);
    auto* cancel = named(
        new QPushButton(themedIcon(QStringLiteral("actions/cancel")), tr("Stop repeatin&g")),
        "repetitionCancel");
    connect(cancel, &QPushButton::clicked, this, &RepetitionRow::cancelRequested);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_text);
    layout->addWidget(m_bar, 1);
    layout->addWidget(cancel);
    hide();
}

void RepetitionRow::show(int done, int total)
{
    m_bar->setRange(0, total);
    m_bar->setValue(done);
    m_text->setText(tr("%1 of %2 connections").arg(done).arg(total));
    setVisible(total > 0);
}

} // namespace workbench
