// What the dialog does when its form is complete; new_certificate_dialog.cpp has what the form is.
#include "core/certificates/key_specification.h"
#include "core/certificates/signing_request.h"
#include "core/workbench/passphrase_keeper.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/making/key_access.h"
#include "ui/certificates/new_certificate_dialog.h"
#include "ui/certificates/passphrases/new_passphrase.h"
#include "ui/certificates/passphrases/passphrase_settings.h"

#include <QComboBox>
#include <QPushButton>

#include <utility>

namespace workbench {

namespace {

struct MadeRequest
{
    SigningRequestPtr request;
    std::shared_ptr<EVP_PKEY> key;
};

Result<MadeRequest> makeKeyAndRequest(const CertificateRequest& wanted)
{
    const Result<std::shared_ptr<EVP_PKEY>> key = generateKey(wanted.key);
    if (!key) {
        return fail(key.error());
    }
    return makeSigningRequest(wanted, key->get()).map([&key](const SigningRequestPtr& request) {
        return MadeRequest {.request = request, .key = *key};
    });
}

} // namespace

void NewCertificateDialog::apply()
{
    if (requestOnly()) {
        makeRequest();
        return;
    }
    if (signsItself()) {
        issue({});
        return;
    }
    const Result<StoreEntry> issuer = m_context.workbench.certificates().find(
        m_issuer->currentData().toString(), CertificateLookup::Name);
    if (!issuer) {
        showError(issuer.error());
        return;
    }
    // An encrypted issuer key is unlocked first; the issuing itself goes on in the background.
    withKey(
        this,
        m_context,
        *issuer,
        [this](const UnlockedEntry& ca) { issue(ca.password); },
        [this](const Error& error) { showError(error); });
}

void NewCertificateDialog::issue(const SecretBytes& issuerPassword)
{
    const CertificateRequest wanted = request();
    const QString issuer = signsItself() ? QString() : m_issuer->currentData().toString();
    m_job = m_context.workbench.issueCertificate(
        name(), wanted, issuer, issuerPassword.bytes(), m_passphrase->passphrase().bytes());
    setBusy(true);
    acceptButton()->setText(tr("Making it …"));
}

void NewCertificateDialog::issued(int job, const QString& entryName)
{
    if (job == m_job) {
        m_job = -1;
        const Result<StoreEntry> entry
            = m_context.workbench.certificates().find(entryName, CertificateLookup::Name);
        if (entry && entry->keyEncrypted) {
            keepTyped(entry->facts.spkiSha256);
        }
        Q_EMIT made(entryName);
        accept();
    }
}

void NewCertificateDialog::keepTyped(const QByteArray& spkiSha256)
{
    m_context.workbench.passphrases().keep(
        spkiSha256, m_passphrase->passphrase(), usualKeepTime(m_context.settings));
}

void NewCertificateDialog::issueFailed(int job, const Error& error)
{
    if (job == m_job) {
        m_job = -1;
        setBusy(false);
        showError(error);
    }
}

void NewCertificateDialog::done(int result)
{
    if (m_job >= 0) {
        m_context.workbench.cancelIssue(std::exchange(m_job, -1));
    }
    FormDialog::done(result);
}

void NewCertificateDialog::makeRequest()
{
    whileBusy([wanted = request()] { return makeKeyAndRequest(wanted); },
              [this, wish = name()](const Result<MadeRequest>& made) {
                  const Result<PendingRequest> waiting = made
                      ? m_context.workbench.addRequest(
                          wish, made->request, made->key, m_passphrase->passphrase().bytes())
                      : fail(made.error());
                  if (!waiting) {
                      showError(waiting.error());
                      return;
                  }
                  keepTyped(waiting->facts.spkiSha256);
                  Q_EMIT requested(waiting->name);
                  accept();
              });
    acceptButton()->setText(tr("Making it …"));
}

} // namespace workbench
