#include "ui/certificates/store_filter_bar.h"

#include "ui/common/filter_field.h"
#include "ui/common/themed_icon.h"

#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QToolButton>

namespace workbench {

StoreFilterBar::StoreFilterBar(QWidget* parent)
    : QWidget(parent)
    , m_field(new FilterField)
{
    m_field->setObjectName(QStringLiteral("certificateSearch"));
    m_field->setAccessibleName(tr("Search certificates"));
    m_field->setPlaceholderText(tr("Search by name, subject, host name, serial or hash"));
    m_field->setToolTip(tr("Also issuer and SPKI hash. Spaces, colons and case do not count; of a "
                           "hash at least six digits."));
    m_field->setMinimumWidth(140);
    m_field->addAction(themedIcon(QStringLiteral("actions/search"), Tone::Neutral),
                       QLineEdit::LeadingPosition);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_field, 1);
    m_key = button("filterKey", tr("With key"), tr("Only what has its private key here"));
    m_ca = button("filterCa", tr("CAs"), tr("Only certificates of authorities"));
    m_soon = button("filterSoon", tr("Ending"), {});
    setSoonDays(m_soonDays);
    m_problems = button(
        "filterProblems",
        tr("Problems"),
        tr("Only what is revoked by a CA of “My certificates”, expired, not yet valid, weak or "
           "without host names"));
    connect(m_field, &QLineEdit::textChanged, this, &StoreFilterBar::filterChanged);
}

QToolButton*
StoreFilterBar::button(const char* name, const QString& text, const QString& explanation)
{
    auto* made = new QToolButton;
    made->setObjectName(QLatin1String(name));
    made->setText(text);
    made->setToolTip(explanation);
    made->setAccessibleName(text);
    made->setAccessibleDescription(explanation);
    made->setCheckable(true);
    made->setFocusPolicy(Qt::StrongFocus);
    made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(made, &QToolButton::toggled, this, [this, made](bool checked) {
        // Not by its colour alone.
        made->setIcon(checked ? themedIcon(QStringLiteral("actions/filter")) : QIcon());
        Q_EMIT filterChanged();
    });
    layout()->addWidget(made);
    return made;
}

void StoreFilterBar::setSoonDays(int days)
{
    m_soonDays = days;
    const QString explanation
        = tr("Only what ends within %n day(s), or has ended", nullptr, m_soonDays);
    m_soon->setToolTip(explanation);
    m_soon->setAccessibleDescription(explanation);
    if (m_soon->isChecked()) {
        Q_EMIT filterChanged();
    }
}

StoreFilter StoreFilterBar::filter() const
{
    return {.text = m_field->text(),
            .withKey = m_key->isChecked(),
            .onlyCa = m_ca->isChecked(),
            .expiresWithinDays = m_soon->isChecked() ? std::optional(m_soonDays) : std::nullopt,
            .onlyProblems = m_problems->isChecked()};
}

void StoreFilterBar::clear()
{
    {
        const QSignalBlocker quiet(this);
        m_field->clear();
        for (QToolButton* one : {m_key, m_ca, m_soon, m_problems}) {
            one->setChecked(false);
        }
    }
    Q_EMIT filterChanged();
}

} // namespace workbench
