// What the dialog of a server says of its certificates before they are used.
#include "core/workbench/entry_uses.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/preflight_view.h"
#include "ui/common/tuning_fields.h"
#include "ui/servers/server_dialog.h"

#include <QVBoxLayout>

#include <utility>

namespace workbench {

/// The list below the certificate, looked up anew when another one is chosen.
void ServerDialog::showPreflight(const QString& certificate)
{
    // Nothing: the field says what is wrong.
    const std::optional<StoreEntry> entry
        = usableEntry(certificate, lookup(), m_context.workbench.certificates());
    const int level = securityLevelOf(m_tuning->securityLevel());
    const QString asked = entry ? QStringLiteral("%1 %2").arg(level).arg(entry->name) : QString();
    if (asked == m_preflightOf) {
        return;
    }
    m_preflightOf = asked;
    m_preflight->setEntry(entry, {.purpose = CertificatePurpose::Server, .securityLevel = level});
}

/// A list for each of those that the server name chooses.
void ServerDialog::showMorePreflights()
{
    QList<StoreEntry> entries;
    for (const QString& name : moreCertificates()) {
        const std::optional<StoreEntry> entry
            = usableEntry(name, lookup(), m_context.workbench.certificates());
        if (entry && !entries.contains(*entry)) {
            entries.append(*entry);
        }
    }
    const int level = securityLevelOf(m_tuning->securityLevel());
    if (std::exchange(m_moreLookedAt, {level, entries}) == std::pair(level, entries)) {
        return;
    }
    while (m_morePreflights.size() < entries.size()) {
        const QString name = QStringLiteral("serverMorePreflight%1").arg(m_morePreflights.size());
        auto* view = new PreflightView(name, m_context);
        view->nameEntry();
        m_moreRows->layout()->addWidget(view);
        connect(view, &PreflightView::shown, this, &ServerDialog::growToContent);
        m_morePreflights.append(view);
    }
    for (qsizetype i = 0; i < m_morePreflights.size(); ++i) {
        m_morePreflights.at(i)->setEntry(
            i < entries.size() ? std::optional(entries.at(i)) : std::nullopt,
            {.purpose = CertificatePurpose::Server, .securityLevel = level});
    }
}

} // namespace workbench
