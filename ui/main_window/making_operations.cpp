// What the window's actions do to make, renew and revoke; operations.cpp and
// main_window_actions.cpp have the rest.
#include "core/certificates/store_issuer.h"
#include "ui/certificates/certificates_page.h"
#include "ui/certificates/making/publish_dialogs.h"
#include "ui/certificates/making/renew_dialog.h"
#include "ui/certificates/making/revoke_dialog.h"
#include "ui/certificates/new_certificate_dialog.h"
#include "ui/certificates/passphrases/protect_key_command.h"
#include "ui/common/notifier.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/operations.h"
#include "ui/main_window/window_actions.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>

namespace workbench {

void Operations::openNew(CertificateKind kind, bool requestOnly)
{
    auto* dialog = new NewCertificateDialog(m_context, m_window);
    dialog->setKind(kind);
    if (requestOnly) {
        dialog->setRequestOnly();
    }
    connect(dialog, &NewCertificateDialog::made, this, &Operations::certificateWanted);
    connect(dialog, &NewCertificateDialog::requested, this, [this](const QString& name) {
        Q_EMIT certificateWanted({});
        m_context.notifier.tell(
            {Tone::Good,
             tr("The request “%1” waits for its certificate.").arg(name),
             tr("Send it to a CA, and import what comes back."),
             tr("&Copy the request"),
             [context = m_context, name] {
                 const Result<QByteArray> pem = context.workbench.requestPem(name);
                 if (pem) {
                     QGuiApplication::clipboard()->setText(QString::fromLatin1(*pem));
                 } else {
                     context.notifier.tell(pem.error());
                 }
             }});
    });
    dialog->open();
}

void Operations::newCertificate(CertificateKind kind)
{
    openNew(kind, false);
}

void Operations::newRequest()
{
    openNew(CertificateKind::Server, true);
}

std::optional<QPair<StoreEntry, StoreEntry>> Operations::withIssuer(const QString& name)
{
    const CertificateStore& store = m_context.workbench.certificates();
    const Result<StoreEntry> entry = store.find(name, CertificateLookup::Name);
    const Result<X509Ptr> certificate = entry ? parseCertificate(entry->der) : fail(entry.error());
    const Result<StoreEntry> issuer
        = certificate ? issuerEntry(store, certificate->get()) : fail(certificate.error());
    if (!issuer) {
        m_context.notifier.tell(issuer.error());
        return std::nullopt;
    }
    return QPair<StoreEntry, StoreEntry>(*entry, *issuer);
}

void Operations::renewCertificate(const QString& name)
{
    const Result<StoreEntry> entry
        = m_context.workbench.certificates().find(name, CertificateLookup::Name);
    if (entry) {
        auto* dialog = new RenewDialog(m_context, *entry, m_window);
        connect(dialog, &RenewDialog::renewed, this, &Operations::certificateWanted);
        dialog->open();
    }
}

void Operations::revokeCertificate(const QString& name)
{
    if (const auto found = withIssuer(name)) {
        (new RevokeDialog(m_context, found->first, found->second, m_window))->open();
    }
}

void Operations::publishList(const QString& ca)
{
    const Result<StoreEntry> entry
        = m_context.workbench.certificates().find(ca, CertificateLookup::Name);
    if (entry) {
        (new PublishListDialog(m_context, *entry, m_window))->open();
    }
}

void Operations::makeOcspResponse(const QString& name)
{
    if (const auto found = withIssuer(name)) {
        (new OcspDialog(m_context, found->first, found->second, m_window))->open();
    }
}

void MainWindow::connectMaking()
{
    connect(m_actions->newRequest, &QAction::triggered, m_operations, &Operations::newRequest);
    const auto chosen = [this] { return certificatesPage()->currentName(); };
    connect(m_actions->renew, &QAction::triggered, this, [this, chosen] {
        m_operations->renewCertificate(chosen());
    });
    connect(m_actions->revoke, &QAction::triggered, this, [this, chosen] {
        m_operations->revokeCertificate(chosen());
    });
    connect(m_actions->publishList, &QAction::triggered, this, [this, chosen] {
        m_operations->publishList(chosen());
    });
    connect(m_actions->makeOcsp, &QAction::triggered, this, [this, chosen] {
        m_operations->makeOcspResponse(chosen());
    });
    connect(m_actions->setPassphrase, &QAction::triggered, this, [this, chosen] {
        changePassphrase(m_context, this, chosen());
    });
    connect(m_actions->removePassphrase, &QAction::triggered, this, [this, chosen] {
        removePassphrase(m_context, this, chosen());
    });
    PassphraseKeeper& keeper = m_workbench.passphrases();
    connect(
        m_actions->forgetPassphrases, &QAction::triggered, &keeper, &PassphraseKeeper::forgetAll);
    connect(&keeper, &PassphraseKeeper::countChanged, this, &MainWindow::updateActions);
}

} // namespace workbench
