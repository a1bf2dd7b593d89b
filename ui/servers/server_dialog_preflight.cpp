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
    const Result<StoreEntry> entry = m_context.workbench.certificates().find(certificate, lookup());
    const int level = securityLevelOf(m_tuning->securityLevel());
    const QString asked = entry ? QStringLiteral("%1 %2").arg(level).arg(entry->name) : QString();
    if (asked == m_preflightOf) {
        return;
    }
    m_preflightOf = asked;
    const bool usable = entry && entry->hasPrivateKey; // else the field says what is wrong
    m_preflight->setEntry(usable ? std::optional(*entry) : std::nullopt,
                          {.purpose = CertificatePurpose::Server, .securityLevel = level});
}

/// A list for each of those that the server name chooses.
void ServerDialog::showMorePreflights()
{
    QList<StoreEntry> entries;
    for (const QString& name : moreCertificates()) {
        const Result<StoreEntry> entry = m_context.workbench.certificates().find(name, lookup());
        if (entry && entry->hasPrivateKey && !entries.contains(*entry)) {
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
