#include "ui/common/trust_editor.h"

#include "ui/common/themed_icon.h"

#include <QAction>
#include <QCheckBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QVBoxLayout>

namespace workbench {

TrustEditor::TrustEditor(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_system(new QCheckBox(tr("What this s&ystem trusts")))
    , m_store(new QCheckBox(tr("The CAs in “&My certificates”")))
    , m_files(new QLineEdit)
{
    setObjectName(name);
    m_system->setObjectName(name + QStringLiteral("System"));
    m_store->setObjectName(name + QStringLiteral("Store"));
    m_files->setObjectName(name + QStringLiteral("Files"));
    m_files->setAccessibleName(tr("Files with trust anchors"));
    m_files->setPlaceholderText(
        tr("and these PEM or DER files, separated by “%1”").arg(QDir::listSeparator()));
    QAction* browseAction = m_files->addAction(themedIcon(QStringLiteral("actions/folder")),
                                               QLineEdit::TrailingPosition);
    browseAction->setToolTip(tr("Choose files…"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_system);
    layout->addWidget(m_store);
    layout->addWidget(m_files);
    setFocusProxy(m_system);
    connect(browseAction, &QAction::triggered, this, &TrustEditor::browse);
    connect(m_system, &QCheckBox::toggled, this, &TrustEditor::changed);
    connect(m_store, &QCheckBox::toggled, this, &TrustEditor::changed);
    connect(m_files, &QLineEdit::textChanged, this, &TrustEditor::changed);
}

TrustChoice TrustEditor::trust() const
{
    QStringList files;
    for (const QString& path : m_files->text().split(QDir::listSeparator(), Qt::SkipEmptyParts)) {
        files.append(path.trimmed());
    }
    return {m_system->isChecked(), m_store->isChecked(), files};
}

void TrustEditor::setTrust(const TrustChoice& trust)
{
    m_system->setChecked(trust.system);
    m_store->setChecked(trust.store);
    m_files->setText(trust.files.join(QDir::listSeparator()));
}

QString TrustEditor::problem() const
{
    for (const QString& path : trust().files) {
        if (!QFileInfo(path).isFile()) {
            return tr("There is no file “%1”.").arg(path);
        }
    }
    return {};
}

void TrustEditor::browse()
{
    auto* dialog = new QFileDialog(window(), tr("Trust anchors"));
    dialog->setObjectName(QStringLiteral("trustFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& paths) {
        m_files->setText((trust().files + paths).join(QDir::listSeparator()));
    });
    dialog->open();
}

} // namespace workbench
