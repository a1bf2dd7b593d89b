#include "ui/clients/groups/certificate_group.h"

#include "core/certificates/stores/placed_entry.h"
#include "core/certificates/tokens/token_uri.h"
#include "core/workbench/entry_uses.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/opened_choices.h"
#include "ui/certificates/preflight_view.h"
#include "ui/common/text.h"

#include <QComboBox>

#include <utility>

namespace workbench {

CertificateGroup::CertificateGroup(const WindowContext& context, QObject* parent)
    : ClientGroup(parent, QStringLiteral("clientCertificateGroup"), tr("Client certificate"))
    , m_context(context)
    , m_certificate(named(new QComboBox, "clientCertificate"))
    , m_field(addField(new FormField(tr("&Certificate"),
                                     m_certificate,
                                     tr("Sent, with its chain, when the server asks for one.")),
                       "certificate"))
    , m_preflight(new PreflightView(QStringLiteral("clientPreflight"), context))
{
    m_certificate->addItem(tr("None"), QString());
    for (const StoreEntry& entry : m_context.workbench.certificates().entries()) {
        if (!entry.facts.isCa) {
            m_certificate->addItem(entry.name, entry.name);
        }
    }
    offerOpenedChoices(m_context.workbench, m_certificate);
    addWide(m_preflight);
    connect(m_certificate, &QComboBox::currentIndexChanged, this, &CertificateGroup::changed);
    connect(m_preflight, &PreflightView::shown, this, &CertificateGroup::grown);
}

void CertificateGroup::show(const ClientProfile& profile)
{
    if (m_certificate->findData(profile.certificate) < 0) {
        // Named by its hash, or gone: it stays chosen, and the check says what is wrong.
        m_certificate->addItem(profile.certificate, profile.certificate);
    }
    m_certificate->setCurrentIndex(m_certificate->findData(profile.certificate));
}

void CertificateGroup::read(ClientProfile& profile) const
{
    profile.certificate = m_certificate->currentData().toString();
}

/// The list below the certificate is looked up anew when something else has to be asked.
void CertificateGroup::checkWhole(const ClientProfile& profile)
{
    const PreflightQuestion question = questionOf(profile);
    const QString asked
        = QStringLiteral("%1 %2").arg(question.securityLevel).arg(profile.certificate);
    if (std::exchange(m_preflightOf, asked) == asked) {
        return;
    }
    // Nothing: the field says what is wrong.
    m_preflight->setEntry(usableEntry(profile.certificate,
                                      CertificateLookup::NameThenHash,
                                      m_context.workbench.certificates()),
                          question);
}

void CertificateGroup::check()
{
    const QString chosen = m_certificate->currentData().toString();
    if (chosen.isEmpty()) {
        m_field->setProblem({});
        return;
    }
    const Result<StoreEntry> entry = m_context.workbench.certificates().find(chosen);
    if (isTokenUri(chosen) || (!entry && isFilePlace(chosen))) {
        const QString problem = placeProblem(chosen);
        m_field->setProblem(problem);
        if (problem.isEmpty()) {
            m_field->setNote(placeNote(m_context.workbench, chosen));
        }
        return;
    }
    if (!entry) {
        m_field->setProblem(errorText(entry.error()));
    } else {
        m_field->setProblem(
            entry->hasPrivateKey
                ? QString()
                : tr("“%1” has no private key on this computer: the client could not prove that "
                     "the certificate is its own.")
                      .arg(entry->name));
    }
}

} // namespace workbench
