// What the dialog does when its form is complete; new_certificate_dialog.cpp has what the form is.
#include "core/certificates/key_specification.h"
#include "core/certificates/signing_request.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/new_certificate_dialog.h"
#include "ui/certificates/password_asker.h"
#include "ui/common/background.h"

#include <QComboBox>
#include <QPushButton>

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
    const QString issuer = signsItself() ? QString() : m_issuer->currentData().toString();
    const CertificateStore& store = m_context.workbench.certificates();
    // An encrypted issuer key is unlocked first; the issuing itself goes on in the background.
    withPasswords(
        this,
        [this, issuer, &store](const PasswordSource& source) -> Result<void> {
            if (issuer.isEmpty()) {
                issue({});
                return {};
            }
            const Result<StoreEntry> entry = store.find(issuer, CertificateLookup::Name);
            if (!entry) {
                return fail(entry.error());
            }
            const QByteArray password = entry->keyEncrypted ? source(issuer) : QByteArray();
            const Result<KeyMaterial> usable = store.load(*entry, password);
            if (!usable) {
                return fail(usable.error());
            }
            issue(password);
            return {};
        },
        [this](const Result<void>& outcome) {
            if (!outcome && outcome.error().code != ErrorCode::Cancelled) {
                showError(outcome.error());
            }
        });
}

void NewCertificateDialog::startMaking()
{
    setBusy(true);
    acceptButton()->setText(tr("Making it …"));
}

void NewCertificateDialog::issue(const QByteArray& issuerPassword)
{
    const CertificateRequest wanted = request();
    const QString issuer = signsItself() ? QString() : m_issuer->currentData().toString();
    startMaking();
    m_job = m_context.workbench.issueCertificate(name(), wanted, issuer, issuerPassword);
}

void NewCertificateDialog::issued(int job, const QString& entryName)
{
    if (job == m_job) {
        Q_EMIT made(entryName);
        accept();
    }
}

void NewCertificateDialog::issueFailed(int job, const Error& error)
{
    if (job == m_job) {
        m_job = -1;
        failed(error);
    }
}

void NewCertificateDialog::failed(const Error& error)
{
    setBusy(false);
    showError(error);
}

void NewCertificateDialog::makeRequest()
{
    const QString wish = name();
    startMaking();
    inBackground(
        this,
        [wanted = request()] { return makeKeyAndRequest(wanted); },
        [this, wish](const Result<MadeRequest>& made) {
            const Result<PendingRequest> waiting = made
                ? m_context.workbench.addRequest(wish, made->request, made->key)
                : fail(made.error());
            if (!waiting) {
                failed(waiting.error());
                return;
            }
            Q_EMIT requested(waiting->name);
            accept();
        });
}

} // namespace workbench
