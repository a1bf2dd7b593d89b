#include "ui/certificates/trust_picker.h"

#include "ui/common/file_list_edit.h"

#include <QComboBox>
#include <QDir>
#include <QHBoxLayout>
#include <QSettings>
#include <QSignalBlocker>

namespace workbench {

namespace {

enum Choice
{
    StoreAndSystem,
    Store,
    System,
    Files
};

QString key(const char* name)
{
    return QStringLiteral("certificates/%1").arg(QLatin1String(name));
}

} // namespace

TrustPicker::TrustPicker(const QString& name, QSettings& settings, QWidget* parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_choice(new QComboBox)
    , m_files(new FileListEdit(name + QStringLiteral("Files"), tr("Trust anchors")))
{
    m_choice->setObjectName(name + QStringLiteral("Choice"));
    m_choice->setAccessibleName(tr("Whom to trust"));
    m_choice->setToolTip(tr("Which trust anchors a chain has to lead to."));
    m_choice->addItem(tr("The system and the CAs in My certificates"), StoreAndSystem);
    m_choice->addItem(tr("The CAs in My certificates"), Store);
    m_choice->addItem(tr("The system"), System);
    m_choice->addItem(tr("Files"), Files);
    m_files->setAccessibleName(tr("Files with trust anchors"));
    m_files->setPlaceholderText(
        tr("PEM or DER files, separated by “%1”").arg(QDir::listSeparator()));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_choice, 1);
    layout->addWidget(m_files, 1);
    setFocusProxy(m_choice);
    recall();
    connect(m_choice, &QComboBox::currentIndexChanged, this, &TrustPicker::follow);
    connect(m_files, &QLineEdit::editingFinished, this, &TrustPicker::follow);
    connect(m_files, &FileListEdit::chosen, this, &TrustPicker::follow);
}

TrustChoice TrustPicker::trust() const
{
    const int choice = m_choice->currentData().toInt();
    return {.system = choice == StoreAndSystem || choice == System,
            .store = choice == StoreAndSystem || choice == Store,
            .files = choice == Files ? m_files->paths() : QStringList()};
}

void TrustPicker::recall()
{
    const QSignalBlocker blocker(m_choice);
    const int choice = m_choice->findData(m_settings.value(key("trust"), StoreAndSystem));
    m_choice->setCurrentIndex(qMax(0, choice));
    m_files->setText(m_settings.value(key("trustFiles")).toString());
    m_files->setVisible(m_choice->currentData().toInt() == Files);
}

void TrustPicker::follow()
{
    m_files->setVisible(m_choice->currentData().toInt() == Files);
    m_settings.setValue(key("trust"), m_choice->currentData());
    m_settings.setValue(key("trustFiles"), m_files->text());
    Q_EMIT changed();
}

} // namespace workbench
