#include "tests/support/test_pki.h"

#include "core/certificates/certificate_facts.h"

namespace workbench::tests {

TestPki::TestPki()
    : m_root(make(request(CertificateKind::Ca, QStringLiteral("Test Root")), nullptr))
    , m_intermediate(make(
          request(CertificateKind::Intermediate, QStringLiteral("Test Intermediate")), &m_root))
{ }

KeyMaterial TestPki::make(const CertificateRequest& request, const KeyMaterial* issuer)
{
    const Result<KeyMaterial> material = issueCertificate(request, issuer);
    if (!material) {
        qFatal("A test certificate cannot be made: %s", qPrintable(material.error().toLine()));
    }
    return *material;
}

CertificateRequest TestPki::request(CertificateKind kind, const QString& name)
{
    CertificateRequest request;
    request.kind = kind;
    request.subject = QStringLiteral("CN=") + name;
    request.notBefore = QDateTime::currentDateTimeUtc().addDays(-2);
    request.notAfter = QDateTime::currentDateTimeUtc().addDays(90);
    if (kind == CertificateKind::Server || kind == CertificateKind::SelfSigned) {
        request.san = localNames();
    }
    return request;
}

QList<std::shared_ptr<X509>> TestPki::manyOf(const KeyMaterial& first, int count)
{
    QList<std::shared_ptr<X509>> certificates;
    for (int number = 1; number <= count; ++number) {
        X509Ptr copy(X509_dup(first.certificate.get()));
        const std::unique_ptr<ASN1_INTEGER, Freed<ASN1_INTEGER_free>> serial(ASN1_INTEGER_new());
        ASN1_INTEGER_set(serial.get(), number);
        X509_set_serialNumber(copy.get(), serial.get());
        const std::unique_ptr<X509_NAME, Freed<X509_NAME_free>> subject(X509_NAME_new());
        X509_NAME_add_entry_by_txt(
            subject.get(),
            "CN",
            MBSTRING_ASC,
            reinterpret_cast<const unsigned char*>(std::to_string(number).c_str()),
            -1,
            -1,
            0);
        X509_set_subject_name(copy.get(), subject.get());
        i2d_re_X509_tbs(copy.get(), nullptr); // so that the new values are in its bytes
        certificates.append(std::shared_ptr<X509>(std::move(copy)));
    }
    return certificates;
}

QStringList TestPki::localNames()
{
    return {
        QStringLiteral("dns:localhost"), QStringLiteral("ip:127.0.0.1"), QStringLiteral("ip:::1")};
}

QByteArray TestPki::rootDer() const
{
    return toDer(m_root.certificate.get());
}

TrustAnchors TestPki::strangers() const
{
    const KeyMaterial other
        = make(request(CertificateKind::Ca, QStringLiteral("Other Root")), nullptr);
    return TrustAnchors::fromCertificates({toDer(other.certificate.get())}, QStringLiteral("test"));
}

TrustAnchors TestPki::anchors() const
{
    return TrustAnchors::fromCertificates({rootDer()}, QStringLiteral("test"));
}

KeyMaterial TestPki::server(const QStringList& san, const QString& key) const
{
    CertificateRequest wanted = request(CertificateKind::Server, QStringLiteral("server"));
    wanted.san = san;
    wanted.key = key;
    return make(wanted, &m_intermediate);
}

KeyMaterial TestPki::client(const QString& name) const
{
    return make(request(CertificateKind::Client, name), &m_intermediate);
}

KeyMaterial TestPki::expiredServer() const
{
    CertificateRequest wanted = request(CertificateKind::Server, QStringLiteral("expired"));
    wanted.notAfter = QDateTime::currentDateTimeUtc().addDays(-1);
    return make(wanted, &m_intermediate);
}

KeyMaterial TestPki::futureServer() const
{
    CertificateRequest wanted = request(CertificateKind::Server, QStringLiteral("future"));
    wanted.notBefore = QDateTime::currentDateTimeUtc().addDays(1);
    return make(wanted, &m_intermediate);
}

KeyMaterial TestPki::selfSignedServer() const
{
    return make(request(CertificateKind::SelfSigned, QStringLiteral("localhost")), nullptr);
}

KeyMaterial TestPki::serverOfExpiredIntermediate() const
{
    CertificateRequest old
        = request(CertificateKind::Intermediate, QStringLiteral("Expired Intermediate"));
    old.notAfter = QDateTime::currentDateTimeUtc().addDays(-1);
    const KeyMaterial issuer = make(old, &m_root);
    return make(request(CertificateKind::Server, QStringLiteral("server")), &issuer);
}

KeyMaterial TestPki::serverWithoutIntermediate() const
{
    KeyMaterial material = server();
    material.chain.clear();
    return material;
}

KeyMaterial TestPki::serverWithRoot() const
{
    KeyMaterial material = server();
    material.chain.append(m_root.certificate);
    return material;
}

KeyMaterial TestPki::serverOfServer() const
{
    const KeyMaterial issuer = server();
    CertificateRequest wanted = request(CertificateKind::Server, QStringLiteral("below a server"));
    wanted.allowUnsuitableIssuer = true;
    return make(wanted, &issuer);
}

KeyMaterial TestPki::serverBelowPathLength() const
{
    CertificateRequest last
        = request(CertificateKind::Intermediate, QStringLiteral("Last Intermediate"));
    last.pathLength = 0;
    const KeyMaterial limited = make(last, &m_root);
    const KeyMaterial tooMany
        = make(request(CertificateKind::Intermediate, QStringLiteral("One Too Many")), &limited);
    return make(request(CertificateKind::Server, QStringLiteral("server")), &tooMany);
}

KeyMaterial TestPki::weakServer() const
{
    return server(localNames(), QStringLiteral("rsa:1024"));
}

KeyMaterial TestPki::sha1Server() const
{
    CertificateRequest wanted = request(CertificateKind::Server, QStringLiteral("sha1"));
    wanted.digest = QStringLiteral("sha1");
    return make(wanted, &m_intermediate);
}

KeyMaterial TestPki::expiredClient() const
{
    CertificateRequest wanted = request(CertificateKind::Client, QStringLiteral("expired client"));
    wanted.notAfter = QDateTime::currentDateTimeUtc().addDays(-1);
    return make(wanted, &m_intermediate);
}

CertificateStore TestPki::store(const QString& folder) const
{
    Result<CertificateStore> store = CertificateStore::open(folder);
    if (!store) {
        qFatal("The test store cannot be opened: %s", qPrintable(store.error().toLine()));
    }
    const QList<std::pair<QString, KeyMaterial>> contents
        = {{QStringLiteral("root"), m_root},
           {QStringLiteral("intermediate"), m_intermediate},
           {QStringLiteral("server"), server()},
           {QStringLiteral("client"), client()}};
    for (const auto& [name, material] : contents) {
        const Result<StoreEntry> added = store->add(name, material);
        if (!added) {
            qFatal("The test store cannot be filled: %s", qPrintable(added.error().toLine()));
        }
    }
    return *store;
}

} // namespace workbench::tests
