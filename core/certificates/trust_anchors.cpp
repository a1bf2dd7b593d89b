#include "core/base/atomic_file.h"
#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_bundle.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/certificate_verifier.h"
#include "core/certificates/stores/platform_store.h"

#include <QDir>
#include <QFileInfo>

#include <array>

namespace workbench {
namespace {

constexpr qint64 kLargestFile = 64LL * 1024 * 1024;

/// Where distributions keep all anchors in one file, the commonest first.
constexpr std::array kBundleFiles = {
    "/etc/ssl/certs/ca-certificates.crt", // Debian, Ubuntu, Arch, Gentoo
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // Fedora, RHEL
    "/etc/pki/tls/certs/ca-bundle.crt", // older Fedora, RHEL
    "/etc/ssl/ca-bundle.pem", // openSUSE
    "/etc/ssl/cert.pem", // Alpine, macOS
    "/etc/pki/tls/cacert.pem", // OpenELEC
    "/usr/local/share/certs/ca-root-nss.crt", // FreeBSD
};

TrustAnchors emptyAnchors(const QString& origin)
{
    TrustAnchors anchors;
    anchors.store = std::shared_ptr<X509_STORE>(X509_STORE_new(), X509_STORE_free);
    anchors.origin = origin;
    return anchors;
}

void add(TrustAnchors& anchors, X509* certificate)
{
    // Adding one twice is no error and no second entry.
    const int before = sk_X509_OBJECT_num(X509_STORE_get0_objects(anchors.store.get()));
    X509_STORE_add_cert(anchors.store.get(), certificate);
    anchors.count += sk_X509_OBJECT_num(X509_STORE_get0_objects(anchors.store.get())) - before;
}

Result<void> addFile(TrustAnchors& anchors, const QString& path)
{
    const Result<QByteArray> bytes = readFile(path, kLargestFile);
    if (!bytes) {
        return fail(bytes.error());
    }
    const Result<CertificateBundle> bundle = readBundle(*bytes, {}, path, KeyReading::Skip);
    if (!bundle) {
        return fail(bundle.error());
    }
    if (bundle->certificates.isEmpty()) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = CertificateText::tr("There is no certificate in the file."),
                     .where = path});
    }
    for (const std::shared_ptr<X509>& certificate : bundle->certificates) {
        add(anchors, certificate.get());
    }
    anchors.sources.append(path);
    return {};
}

/// A folder of single files, as c_rehash and Android have it. Unreadable files do not count.
void addFolder(TrustAnchors& anchors, const QString& folder)
{
    const QFileInfoList files
        = QDir(folder).entryInfoList(QDir::Files | QDir::Readable, QDir::Name);
    const int before = anchors.count;
    for (const QFileInfo& file : files) {
        const Result<void> added = addFile(anchors, file.filePath());
        Q_UNUSED(added)
    }
    if (anchors.count > before) {
        anchors.sources = QStringList {folder};
    }
}

/// What a person set for every program that uses OpenSSL; then nothing else is looked at.
bool addFromEnvironment(TrustAnchors& anchors)
{
    const QString file = qEnvironmentVariable(X509_get_default_cert_file_env());
    const QString folders = qEnvironmentVariable(X509_get_default_cert_dir_env());
    if (file.isEmpty() && folders.isEmpty()) {
        return false;
    }
    QStringList sources;
    if (!file.isEmpty()) {
        const Result<void> added = addFile(anchors, file);
        Q_UNUSED(added)
        sources.append(file);
    }
    const QStringList list = folders.split(QDir::listSeparator(), Qt::SkipEmptyParts);
    for (const QString& folder : list) {
        addFolder(anchors, folder);
        sources.append(folder);
    }
    anchors.sources = sources;
    return true;
}

/// False: the system keeps none but in files.
bool addFromSystemStores(TrustAnchors& anchors)
{
    const QList<PlatformStore> stores = platformStores();
    for (const PlatformStore& store : stores) {
        const QList<QByteArray> encodings
            = store.holdsAnchors ? store.read().value_or(QList<QByteArray>()) : QList<QByteArray>();
        for (const QByteArray& der : encodings) {
            if (const Result<X509Ptr> certificate = parseCertificate(der)) {
                add(anchors, certificate->get());
            }
        }
        if (!encodings.isEmpty()) {
            anchors.sources.append(store.id);
        }
    }
    return anchors.count > 0;
}

} // namespace

TrustAnchors TrustAnchors::merged(const QList<TrustAnchors>& parts)
{
    TrustAnchors all = emptyAnchors({});
    QStringList origins;
    for (const TrustAnchors& part : parts) {
        origins.append(part.origin);
        all.sources += part.sources;
        const STACK_OF(X509_OBJECT)* objects = X509_STORE_get0_objects(part.store.get());
        for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
            if (X509* certificate = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i))) {
                add(all, certificate);
            }
        }
    }
    all.origin = origins.join(QStringLiteral(", "));
    return all;
}

TrustAnchors TrustAnchors::readSystem()
{
    const OpenSslErrorGuard guard;
    TrustAnchors anchors = emptyAnchors(CertificateText::tr("system"));
    if (addFromEnvironment(anchors) || addFromSystemStores(anchors)) {
        return anchors;
    }
    QStringList files {QString::fromLocal8Bit(X509_get_default_cert_file())};
    for (const char* const file : kBundleFiles) {
        files.append(QString::fromLatin1(file));
    }
    for (const QString& file : files) {
        if (addFile(anchors, file)) {
            return anchors;
        }
    }
    const QStringList folders {QString::fromLocal8Bit(X509_get_default_cert_dir()),
                               QStringLiteral("/etc/ssl/certs")};
    for (const QString& folder : folders) {
        addFolder(anchors, folder);
        if (anchors.count > 0) {
            return anchors;
        }
    }
    anchors.sources = files + folders;
    return anchors;
}

Result<TrustAnchors> TrustAnchors::system()
{
    static const TrustAnchors kept = readSystem();
    return kept;
}

TrustAnchors TrustAnchors::fromCertificates(const QList<QByteArray>& certificates,
                                            const QString& origin)
{
    const OpenSslErrorGuard guard;
    TrustAnchors anchors = emptyAnchors(origin);
    for (const QByteArray& der : certificates) {
        if (const Result<X509Ptr> certificate = parseCertificate(der)) {
            add(anchors, certificate->get());
        }
    }
    return anchors;
}

Result<TrustAnchors> TrustAnchors::fromFiles(const QStringList& paths)
{
    const OpenSslErrorGuard guard;
    TrustAnchors anchors = emptyAnchors(paths.join(QStringLiteral(", ")));
    for (const QString& path : paths) {
        const Result<void> added = addFile(anchors, path);
        if (!added) {
            return fail(added.error());
        }
    }
    return anchors;
}

} // namespace workbench
