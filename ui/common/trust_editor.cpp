#include "ui/common/trust_editor.h"

#include "ui/common/file_list_edit.h"

#include <QCheckBox>
#include <QDir>
#include <QVBoxLayout>

namespace workbench {

TrustEditor::TrustEditor(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_system(new QCheckBox(tr("What this s&ystem trusts")))
    , m_store(new QCheckBox(tr("The CAs in “&My certificates”")))
    , m_files(new FileListEdit(name + QStringLiteral("Files"), tr("Trust anchors")))
{
    setObjectName(name);
    m_system->setToolTip(tr("The trust anchors that programs of this computer use."));
    m_store->setToolTip(tr("CA certificates and self-signed ones among the own entries."));
    m_system->setObjectName(name + QStringLiteral("System"));
    m_store->setObjectName(name + QStringLiteral("Store"));
    m_files->setAccessibleName(tr("Files with trust anchors"));
    m_files->setPlaceholderText(
        tr("and these PEM or DER files, separated by “%1”").arg(QDir::listSeparator()));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_system);
    layout->addWidget(m_store);
    layout->addWidget(m_files);
    setFocusProxy(m_system);
    connect(m_system, &QCheckBox::toggled, this, &TrustEditor::changed);
    connect(m_store, &QCheckBox::toggled, this, &TrustEditor::changed);
    connect(m_files, &QLineEdit::textChanged, this, &TrustEditor::changed);
}

TrustChoice TrustEditor::trust() const
{
    return {m_system->isChecked(), m_store->isChecked(), m_files->paths()};
}

void TrustEditor::setTrust(const TrustChoice& trust)
{
    m_system->setChecked(trust.system);
    m_store->setChecked(trust.store);
    m_files->setPaths(trust.files);
}

QString TrustEditor::problem() const
{
    return m_files->problem();
}

} // namespace workbench
