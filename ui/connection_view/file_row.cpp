#include "ui/connection_view/file_row.h"

#include "ui/common/form_field.h"
#include "ui/common/text.h"
#include "ui/common/themed_icon.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace workbench {

namespace {

/// Files are larger than what a progress bar counts.
constexpr int kSteps = 1000;

int stepOf(const FileProgress& progress)
{
    return progress.size == 0 ? kSteps
                              : static_cast<int>(static_cast<double>(progress.sent)
                                                 / static_cast<double>(progress.size) * kSteps);
}

QString textOf(const FileProgress& progress)
{
    const QString name = QFileInfo(progress.path).fileName();
    const QString sent = bytesText(progress.sent);
    switch (progress.state) {
    case FileProgress::State::UnderWay:
        return FileRow::tr("Sending “%1”: %2 of %3").arg(name, sent, bytesText(progress.size));
    case FileProgress::State::Done:
        return FileRow::tr("“%1” was sent: %2").arg(name, sent);
    case FileProgress::State::Stopped:
        return FileRow::tr("“%1” was stopped: %2 of %3 were sent")
            .arg(name, sent, bytesText(progress.size));
    case FileProgress::State::Failed:
        break;
    }
    return FileRow::tr("“%1” could not be read to its end: %2 of %3 were sent")
        .arg(name, sent, bytesText(progress.size));
}

} // namespace

FileRow::FileRow(QWidget* parent)
    : QWidget(parent)
    , m_text(named(new QLabel, "fileText"))
    , m_bar(named(new QProgressBar, "fileBar"))
    , m_stop(named(new QPushButton(themedIcon(QStringLiteral("actions/cancel")), tr("Stop")),
                   "fileStop"))
{
    setObjectName(QStringLiteral("fileRow"));
    m_text->setTextFormat(Qt::PlainText);
    m_bar->setRange(0, kSteps);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("How much of the file is sent"));
    m_stop->setAccessibleName(tr("Stop sending the file"));
    m_stop->setToolTip(tr("What was sent stays sent; the connection stays open."));
    connect(m_stop, &QPushButton::clicked, this, &FileRow::stopRequested);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_text);
    layout->addWidget(m_bar, 1);
    layout->addWidget(m_stop);
    hide();
}

void FileRow::show(const std::optional<FileProgress>& progress)
{
    setVisible(progress.has_value());
    if (!progress) {
        return;
    }
    const bool underWay = progress->state == FileProgress::State::UnderWay;
    m_text->setText(textOf(*progress));
    m_bar->setValue(stepOf(*progress));
    m_bar->setVisible(underWay);
    m_stop->setVisible(underWay);
}

} // namespace workbench
