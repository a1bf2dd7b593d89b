#include "ui/main_window/store_job_row.h"

#include "ui/common/text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace workbench {

namespace {

QString textOf(StoreJobKind kind)
{
    switch (kind) {
    case StoreJobKind::Import:
        break;
    case StoreJobKind::UndoImport:
        return StoreJobRow::tr("Undoing the import: %1 of %2 certificates");
    case StoreJobKind::AddRequests:
        return StoreJobRow::tr("Importing: %1 of %2 requests");
    case StoreJobKind::CompleteRequests:
        return StoreJobRow::tr("Giving certificates the keys that wait: %1 of %2");
    }
    return StoreJobRow::tr("Importing: %1 of %2 certificates");
}

} // namespace

StoreJobRow::StoreJobRow(Workbench& workbench, std::chrono::milliseconds patience, QWidget* parent)
    : TonePanel(parent)
    , m_workbench(workbench)
    , m_patience(patience)
    , m_text(new QLabel)
    , m_bar(new QProgressBar)
    , m_cancel(new QPushButton(tr("&Stop")))
{
    setObjectName(QStringLiteral("storeJob"));
    setTone(Tone::Busy);
    m_text->setObjectName(QStringLiteral("storeJobText"));
    m_bar->setObjectName(QStringLiteral("storeJobBar"));
    m_bar->setTextVisible(false);
    m_cancel->setObjectName(QStringLiteral("storeJobStop"));
    m_cancel->setAccessibleName(withoutMnemonic(m_cancel->text()));
    m_cancel->setAutoDefault(false);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(14, 6, 6, 6);
    layout->addWidget(m_text);
    layout->addWidget(m_bar, 1);
    layout->addWidget(m_cancel);
    connect(&workbench, &Workbench::storeJobProgress, this, &StoreJobRow::showProgress);
    connect(&workbench, &Workbench::storeJobFinished, this, &StoreJobRow::finish);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_cancel->setEnabled(false);
        m_workbench.cancelStoreJob(m_job);
    });
    hide();
}

void StoreJobRow::showProgress(int job, StoreJobKind kind, int done, int total)
{
    if (job != m_job) {
        m_job = job;
        m_since.start();
        m_cancel->setEnabled(true);
    }
    const QString text = textOf(kind).arg(done).arg(total);
    m_text->setText(text);
    m_bar->setAccessibleName(text);
    m_bar->setRange(0, total);
    m_bar->setValue(done);
    if (m_since.hasExpired(m_patience.count())) {
        show();
    }
}

void StoreJobRow::finish(int job)
{
    if (job == m_job) {
        m_job = 0;
        hide();
    }
}

} // namespace workbench
