#include "ui/certificates/making/template_row.h"

#include "ui/common/form_field.h"
#include "ui/common/themed_icon.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>

#include <algorithm>

namespace workbench {

namespace {

QString shownName(const CertificateTemplate& one)
{
    return one.builtIn ? TemplateRow::tr("%1 (built in)").arg(one.name) : one.name;
}

} // namespace

TemplateRow::TemplateRow(const QString& folder, QWidget* parent)
    : QWidget(parent)
    , m_folder(folder)
    , m_names(named(new QComboBox, "certificateTemplateName"))
    , m_save(named(new QToolButton, "certificateTemplateSave"))
    , m_remove(named(new QToolButton, "certificateTemplateRemove"))
{
    setObjectName(QStringLiteral("certificateTemplate"));
    m_names->setEditable(true);
    m_names->setInsertPolicy(QComboBox::NoInsert);
    m_names->setAccessibleName(tr("Template"));
    m_names->lineEdit()->setPlaceholderText(tr("choose one, or type the name of a new one"));
    m_names->lineEdit()->setObjectName(QStringLiteral("certificateTemplateEdit"));
    m_names->lineEdit()->setAccessibleName(tr("Template"));
    m_save->setText(tr("Sa&ve"));
    m_save->setAccessibleName(tr("Save as template"));
    m_save->setFocusPolicy(Qt::StrongFocus);
    m_remove->setIcon(themedIcon(QStringLiteral("actions/remove")));
    m_remove->setToolTip(tr("Remove this template"));
    m_remove->setAccessibleName(m_remove->toolTip());
    m_remove->setFocusPolicy(Qt::StrongFocus);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_names, 1);
    layout->addWidget(m_save);
    layout->addWidget(m_remove);
    setFocusProxy(m_names);
    connect(m_names, &QComboBox::activated, this, &TemplateRow::choose);
    connect(m_names, &QComboBox::editTextChanged, this, &TemplateRow::updateButtons);
    connect(m_save, &QToolButton::clicked, this, &TemplateRow::saveWanted);
    connect(m_remove, &QToolButton::clicked, this, &TemplateRow::remove);
    fill({});
}

void TemplateRow::fill(const QString& current)
{
    m_templates = m_folder.list();
    m_names->clear();
    for (const CertificateTemplate& one : std::as_const(m_templates)) {
        m_names->addItem(shownName(one));
    }
    m_names->setCurrentIndex(-1);
    m_names->setEditText(current);
    updateButtons();
}

QString TemplateRow::name() const
{
    return m_names->currentText().trimmed();
}

bool TemplateRow::isOwn() const
{
    return std::any_of(m_templates.begin(), m_templates.end(), [this](const auto& one) {
        return !one.builtIn && one.name == name();
    });
}

QString TemplateRow::saveProblem() const
{
    const bool builtIn
        = std::any_of(m_templates.begin(), m_templates.end(), [this](const auto& one) {
              return one.builtIn && (one.name == name() || shownName(one) == name());
          });
    if (name().isEmpty()) {
        return tr("Type a name for the template first.");
    }
    return builtIn ? tr("This template belongs to the program: type another name.") : QString();
}

void TemplateRow::updateButtons()
{
    m_save->setEnabled(saveProblem().isEmpty());
    m_save->setToolTip(saveProblem().isEmpty()
                           ? (isOwn() ? tr("Save what stands here in place of “%1”").arg(name())
                                      : tr("Save what stands here as “%1”").arg(name()))
                           : saveProblem());
    m_remove->setEnabled(isOwn());
}

void TemplateRow::choose(int index)
{
    if (index >= 0 && index < m_templates.size()) {
        Q_EMIT chosen(m_templates.at(index).request);
    }
    updateButtons();
}

Result<void> TemplateRow::save(const CertificateRequest& request)
{
    return restore(name(), request);
}

Result<void> TemplateRow::restore(const QString& name, const CertificateRequest& request)
{
    Result<void> saved = m_folder.save(name, request);
    if (saved) {
        fill(name);
    }
    return saved;
}

void TemplateRow::remove()
{
    const QString gone = name();
    const Result<CertificateTemplate> old = m_folder.find(gone);
    const Result<void> done = old ? m_folder.remove(gone) : fail(old.error());
    if (!done) {
        Q_EMIT failed(done.error());
        return;
    }
    fill({});
    Q_EMIT removed(gone, old->request);
}

} // namespace workbench
