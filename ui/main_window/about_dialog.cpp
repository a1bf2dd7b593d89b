#include "ui/main_window/about_dialog.h"

#include "core/trace/tls_library.h"
#include "ui/common/fact_list.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace workbench {

AboutDialog::AboutDialog(const QString& home, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("aboutDialog"));
    setWindowTitle(tr("About TLS Workbench"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* title = new QLabel(QStringLiteral("TLS Workbench"));
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.6);
    font.setBold(true);
    title->setFont(font);
    auto* facts = new FactList(QStringLiteral("aboutFacts"), {});
    facts->setFacts({{tr("Version"), QCoreApplication::applicationVersion()},
                     {tr("Qt"), QLatin1String(qVersion())},
                     {tr("TLS library"), tlsLibraryText()},
                     {tr("Data"), home},
                     {tr("Licence"), QStringLiteral("Apache-2.0")}});
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton* close = buttons->button(QDialogButtonBox::Close);
    close->setObjectName(QStringLiteral("aboutClose"));
    close->setAccessibleName(tr("Close"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto* texts = new QVBoxLayout;
    texts->addWidget(title);
    texts->addWidget(new QLabel(tr("Finds out why a TLS connection does not work.")));
    auto* head = new QHBoxLayout;
    head->setSpacing(16);
    const QIcon icon(QStringLiteral(":/icons/tls-workbench.svg"));
    if (!icon.isNull()) {
        auto* picture = new QLabel;
        picture->setPixmap(icon.pixmap(QSize(56, 56), devicePixelRatioF()));
        head->addWidget(picture);
    }
    head->addLayout(texts, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(22, 20, 22, 16);
    layout->setSpacing(16);
    layout->addLayout(head);
    layout->addWidget(facts, 1);
    layout->addWidget(buttons);
    setMinimumWidth(440);
}

} // namespace workbench
