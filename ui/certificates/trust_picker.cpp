#include "ui/certificates/trust_picker.h"

#include "ui/common/themed_icon.h"

#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
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
    , m_files(new QLineEdit)
{
    m_choice->setObjectName(name + QStringLiteral("Choice"));
    m_choice->setAccessibleName(tr("Whom to trust"));
    m_choice->setToolTip(tr("Which trust anchors a chain has to lead to."));
    m_choice->addItem(tr("The system and the CAs in My certificates"), StoreAndSystem);
    m_choice->addItem(tr("The CAs in My certificates"), Store);
    m_choice->addItem(tr("The system"), System);
    m_choice->addItem(tr("Files"), Files);
    m_files->setObjectName(name + QStringLiteral("Files"));
    m_files->setAccessibleName(tr("Files with trust anchors"));
    m_files->setPlaceholderText(
        tr("PEM or DER files, separated by “%1”").arg(QDir::listSeparator()));
    QAction* browseAction = m_files->addAction(themedIcon(QStringLiteral("actions/folder")),
                                               QLineEdit::TrailingPosition);
    browseAction->setToolTip(tr("Choose files…"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_choice, 1);
    layout->addWidget(m_files, 1);
    setFocusProxy(m_choice);
    recall();
    connect(m_choice, &QComboBox::currentIndexChanged, this, &TrustPicker::follow);
    connect(m_files, &QLineEdit::editingFinished, this, &TrustPicker::follow);
    connect(browseAction, &QAction::triggered, this, &TrustPicker::browse);
}

TrustChoice TrustPicker::trust() const
{
    const int choice = m_choice->currentData().toInt();
    TrustChoice trust {.system = choice == StoreAndSystem || choice == System,
                       .store = choice == StoreAndSystem || choice == Store,
                       .files = {}};
    if (choice == Files) {
        for (const QString& path :
             m_files->text().split(QDir::listSeparator(), Qt::SkipEmptyParts)) {
            trust.files.append(path.trimmed());
        }
    }
    return trust;
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

void TrustPicker::browse()
{
    auto* dialog = new QFileDialog(window(), tr("Trust anchors"));
    dialog->setObjectName(QStringLiteral("trustFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& paths) {
        m_files->setText((trust().files + paths).join(QDir::listSeparator()));
        follow();
    });
    dialog->open();
}

} // namespace workbench
