#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_verifier.h"
#include "tests/support/test_pki.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

#include <openssl/err.h>

#include <functional>
#include <utility>

using namespace workbench;
using namespace workbench::tests;

namespace {

using Faults = QList<std::pair<int, int>>; ///< depth, code

/// One chain and what is asked about it.
struct Case
{
    std::function<KeyMaterial(const TestPki&)> make;
    VerifyQuery query;
    Faults expected;
    bool otherAnchors = false; ///< a root that did not issue it
};

Faults faultsOf(const Verification& verification)
{
    Faults faults;
    for (const VerifyResult& result : verification.results) {
        if (result.code != X509_V_OK) {
            faults.append({result.depth, result.code});
        }
    }
    return faults;
}

QList<QByteArray> sentBy(const KeyMaterial& material)
{
    QList<QByteArray> sent {toDer(material.certificate.get())};
    for (const std::shared_ptr<X509>& issuer : material.chain) {
        sent.append(toDer(issuer.get()));
    }
    return sent;
}

void writePem(const QString& path, const QByteArray& pem)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(pem);
}

/// What `openssl verify` says: its callback goes on after some faults and stops at others, so this
/// is the beginning of our list.
Faults askOpenSsl(const KeyMaterial& material, const KeyMaterial& root, const VerifyQuery& query)
{
    const QTemporaryDir folder;
    writePem(folder.filePath("leaf.pem"), certificatePem(material, false));
    writePem(folder.filePath("sent.pem"), certificatePem(material, true));
    writePem(folder.filePath("root.pem"), certificatePem(root, false));
    QStringList arguments {"verify",
                           "-no-CApath",
                           "-no-CAstore",
                           "-CAfile",
                           folder.filePath("root.pem"),
                           "-untrusted",
                           folder.filePath("sent.pem"),
                           "-auth_level",
                           QString::number(query.securityLevel)};
    if (query.purpose != CertificatePurpose::Any) {
        arguments << "-purpose"
                  << (query.purpose == CertificatePurpose::Server ? "sslserver" : "sslclient");
    }
    if (query.time.isValid()) {
        arguments << "-attime" << QString::number(query.time.toSecsSinceEpoch());
    }
    if (!query.host.isEmpty()) {
        const bool isAddress = query.host.contains(QRegularExpression("^[0-9.]+$|:"));
        arguments << (isAddress ? "-verify_ip" : "-verify_hostname") << query.host;
    }
    arguments << folder.filePath("leaf.pem");
    QProcess openssl;
    openssl.setProcessChannelMode(QProcess::MergedChannels);
    openssl.start("openssl", arguments);
    Faults faults;
    if (!openssl.waitForFinished()) {
        return {{-1, -1}};
    }
    const QString output = QString::fromUtf8(openssl.readAll());
    static const QRegularExpression line("error (\\d+) at (\\d+) depth lookup");
    for (auto matches = line.globalMatch(output); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        faults.append({match.captured(2).toInt(), match.captured(1).toInt()});
    }
    if (faults.isEmpty() && openssl.exitCode() != 0) {
        return {{-1, openssl.exitCode()}};
    }
    return faults;
}

/// Both ends of a handshake in memory; the client checks with verifyInHandshake().
struct Handshake
{
    TrustAnchors anchors;
    VerifyQuery query;
    bool enforce = true;
    Verification verification;
    int clientResult = 0;
    int serverAlert = -1;
    long sslVerifyResult = -1;
    int verifiedChainLength = -1;

    static int onVerify(X509_STORE_CTX* context, void* data)
    {
        auto* self = static_cast<Handshake*>(data);
        return verifyInHandshake(
            context, self->anchors, self->query, self->enforce, self->verification);
    }

    static void onServerInfo(const SSL* ssl, int where, int value)
    {
        if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT) {
            static_cast<Handshake*>(SSL_get_app_data(ssl))->serverAlert = value & 0xff;
        }
    }

    void run(const KeyMaterial& server)
    {
        const SslContextPtr serverContext(SSL_CTX_new(TLS_server_method()));
        SSL_CTX_set_security_level(serverContext.get(), 0);
        SSL_CTX_use_certificate(serverContext.get(), server.certificate.get());
        SSL_CTX_use_PrivateKey(serverContext.get(), server.key.get());
        for (const std::shared_ptr<X509>& issuer : server.chain) {
            SSL_CTX_add1_chain_cert(serverContext.get(), issuer.get());
        }
        const SslContextPtr clientContext(SSL_CTX_new(TLS_client_method()));
        SSL_CTX_set_verify(clientContext.get(), SSL_VERIFY_PEER, nullptr);
        SSL_CTX_set_cert_verify_callback(clientContext.get(), onVerify, this);
        const SslPtr serverSide(SSL_new(serverContext.get()));
        const SslPtr clientSide(SSL_new(clientContext.get()));
        SSL_set_app_data(serverSide.get(), this);
        SSL_set_info_callback(serverSide.get(), onServerInfo);
        BIO* left = nullptr;
        BIO* right = nullptr;
        BIO_new_bio_pair(&left, 0, &right, 0);
        SSL_set_bio(serverSide.get(), left, left);
        SSL_set_bio(clientSide.get(), right, right);
        for (int turn = 0; turn < 10; ++turn) {
            clientResult = SSL_connect(clientSide.get());
            SSL_accept(serverSide.get());
        }
        sslVerifyResult = SSL_get_verify_result(clientSide.get());
        const STACK_OF(X509)* chain = SSL_get0_verified_chain(clientSide.get());
        verifiedChainLength = chain == nullptr ? 0 : sk_X509_num(chain);
        ERR_clear_error();
    }
};

} // namespace

Q_DECLARE_METATYPE(Case)

class CertificateVerifierTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithOpenSsl_data();
    void agreesWithOpenSsl();
    void blamesTheRightCertificate();
    void listsEveryFaultOnce();
    void checksAtAnyMoment();
    void readsHostsAsPeopleWriteThem_data();
    void readsHostsAsPeopleWriteThem();
    void skipsTheNameWhenNoneIsAsked();
    void worksWithoutAnchors();
    void saysWhenThereWasNothingToCheck();
    void sendsTheMatchingAlert_data();
    void sendsTheMatchingAlert();
    void letsTrustedSitesThrough();
    void survivesAContextWithoutCertificate();
    void leavesTheErrorQueueAlone();
    void namesEveryCode();

private:
    TestPki m_pki;
    TestPki m_stranger;
};

void CertificateVerifierTest::agreesWithOpenSsl_data()
{
    QTest::addColumn<Case>("given");
    const auto row = [](const char* name, const Case& given) { QTest::newRow(name) << given; };
    const VerifyQuery local {.host = "localhost"};
    const auto server = [](const TestPki& pki) { return pki.server(); };
    row("ok", {server, local, {}});
    row("ok by address", {server, {.host = "127.0.0.1"}, {}});
    row("ok by IPv6 address", {server, {.host = "::1"}, {}});
    row("expired leaf", {&TestPki::expiredServer, local, {{0, X509_V_ERR_CERT_HAS_EXPIRED}}});
    row("expired intermediate",
        {&TestPki::serverOfExpiredIntermediate, local, {{1, X509_V_ERR_CERT_HAS_EXPIRED}}});
    row("not yet valid", {&TestPki::futureServer, local, {{0, X509_V_ERR_CERT_NOT_YET_VALID}}});
    row("wrong host", {server, {.host = "other.test"}, {{0, X509_V_ERR_HOSTNAME_MISMATCH}}});
    row("wrong address", {server, {.host = "192.0.2.1"}, {{0, X509_V_ERR_IP_ADDRESS_MISMATCH}}});
    row("self-signed",
        {&TestPki::selfSignedServer, local, {{0, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT}}});
    row("unknown root sent",
        {&TestPki::serverWithRoot, local, {{2, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN}}, true});
    row("issuer not trusted",
        {server, local, {{1, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY}}, true});
    row("intermediate missing",
        {&TestPki::serverWithoutIntermediate,
         local,
         {{0, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
          {0, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE}}});
    row("client certificate as server",
        {[](const TestPki& pki) { return pki.client(); }, {}, {{0, X509_V_ERR_INVALID_PURPOSE}}});
    row("server certificate as client",
        {server, {.purpose = CertificatePurpose::Client}, {{0, X509_V_ERR_INVALID_PURPOSE}}});
    row("any purpose", {server, {.purpose = CertificatePurpose::Any}, {}});
    row("issuer is not a CA",
        {&TestPki::serverOfServer,
         local,
         {{1, X509_V_ERR_INVALID_CA},
          {1, X509_V_ERR_INVALID_PURPOSE},
          {1, X509_V_ERR_KEYUSAGE_NO_CERTSIGN}}});
    row("path too long",
        {&TestPki::serverBelowPathLength, local, {{2, X509_V_ERR_PATH_LENGTH_EXCEEDED}}});
    row("RSA 1024 at level 2",
        {&TestPki::weakServer,
         {.host = "localhost", .securityLevel = 2},
         {{0, X509_V_ERR_EE_KEY_TOO_SMALL}}});
    row("RSA 1024 at level 1", {&TestPki::weakServer, local, {}});
    row("SHA-1 at level 1", {&TestPki::sha1Server, local, {{0, X509_V_ERR_CA_MD_TOO_WEAK}}});
    row("SHA-1 at level 0", {&TestPki::sha1Server, {.host = "localhost", .securityLevel = 0}, {}});
}

void CertificateVerifierTest::agreesWithOpenSsl()
{
    QFETCH(const Case, given);
    const KeyMaterial material = given.make(m_pki);
    const TestPki& trusted = given.otherAnchors ? m_stranger : m_pki;
    const Result<Verification> verification
        = verifyCertificates(sentBy(material), trusted.anchors(), given.query);
    QVERIFY(verification);
    const Faults found = faultsOf(*verification);
    const Faults theirs = askOpenSsl(material, trusted.root(), given.query);
    QCOMPARE(found.mid(0, theirs.size()), theirs);
    QCOMPARE(theirs.isEmpty(), found.isEmpty());
    QCOMPARE(found.mid(0, given.expected.size()), given.expected);
    for (const auto& fault : found) {
        QVERIFY2(given.expected.contains(fault), qPrintable(verifyCodeName(fault.second)));
    }
    QCOMPARE(verification->trusted, given.expected.isEmpty());
    QCOMPARE(verification->performed, true);
    QCOMPARE(verification->anchorsCount, 1);
    QCOMPARE(verification->firstCode(),
             given.expected.isEmpty() ? 0 : given.expected.first().second);
    const bool nameFault = verification->firstCode() == X509_V_ERR_HOSTNAME_MISMATCH
        || verification->firstCode() == X509_V_ERR_IP_ADDRESS_MISMATCH;
    QCOMPARE(verification->hostnameMatches, !nameFault);
    QCOMPARE(verification->hostChecked, !given.query.host.isEmpty());
    QCOMPARE(verification->builtChain.value(0), toDer(material.certificate.get()));
}

void CertificateVerifierTest::blamesTheRightCertificate()
{
    const KeyMaterial server = m_pki.serverOfExpiredIntermediate();
    // The leaf twice: a depth alone would then point at the wrong one of those sent.
    QList<QByteArray> sent = sentBy(server);
    sent.prepend(sent.first());
    const Result<Verification> verification = verifyCertificates(sent, m_pki.anchors(), {});
    QVERIFY(verification);
    QCOMPARE(verification->results.size(), 1);
    const CertificateFacts blamed = certificateFacts(server.chain.first().get());
    QCOMPARE(verification->results.first().certificateSha256, blamed.sha256);
    QCOMPARE(verification->results.first().name, QString("X509_V_ERR_CERT_HAS_EXPIRED"));
    QCOMPARE(verification->results.first().text, QString("certificate has expired"));
    QCOMPARE(verification->builtChain.size(), 3);
    QCOMPARE(verification->builtChain.last(), m_pki.rootDer());
}

void CertificateVerifierTest::listsEveryFaultOnce()
{
    CertificateRequest request = TestPki::request(CertificateKind::Client, "bad");
    request.notAfter = QDateTime::currentDateTimeUtc().addDays(-1);
    request.key = "rsa:1024";
    const KeyMaterial bad = TestPki::make(request, &m_pki.intermediate());
    const Result<Verification> verification = verifyCertificates(
        sentBy(bad), m_stranger.anchors(), {.host = "shop.test", .securityLevel = 2});
    QVERIFY(verification);
    const Faults found = faultsOf(*verification);
    const Faults expected {{1, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
                           {0, X509_V_ERR_INVALID_PURPOSE},
                           {0, X509_V_ERR_EE_KEY_TOO_SMALL},
                           {0, X509_V_ERR_HOSTNAME_MISMATCH},
                           {0, X509_V_ERR_CERT_HAS_EXPIRED}};
    for (const auto& fault : expected) {
        QVERIFY2(found.count(fault) == 1, qPrintable(verifyCodeName(fault.second)));
    }
    QCOMPARE(found.size(), expected.size());
    QCOMPARE(verification->trusted, false);
    QCOMPARE(verification->hostnameMatches, false);
}

void CertificateVerifierTest::checksAtAnyMoment()
{
    const KeyMaterial server = m_pki.server();
    const auto codeAt = [&](int days) {
        const QDateTime time = QDateTime::currentDateTimeUtc().addDays(days);
        const Result<Verification> verification
            = verifyCertificates(sentBy(server), m_pki.anchors(), {.time = time});
        return verification ? verification->firstCode() : -1;
    };
    QCOMPARE(codeAt(0), X509_V_OK);
    QCOMPARE(codeAt(89), X509_V_OK);
    QCOMPARE(codeAt(91), X509_V_ERR_CERT_HAS_EXPIRED);
    QCOMPARE(codeAt(-3), X509_V_ERR_CERT_NOT_YET_VALID);
}

void CertificateVerifierTest::readsHostsAsPeopleWriteThem_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("code");
    QTest::newRow("upper case") << "LOCALHOST" << X509_V_OK;
    QTest::newRow("trailing dot") << "localhost." << X509_V_OK;
    QTest::newRow("brackets") << "[::1]" << X509_V_OK;
    QTest::newRow("zone") << "::1%lo" << X509_V_OK;
    QTest::newRow("international") << QString::fromUtf8("bücher.example") << X509_V_OK;
    QTest::newRow("international, ASCII") << "xn--bcher-kva.example" << X509_V_OK;
    QTest::newRow("wildcard") << "www.shop.test" << X509_V_OK;
    QTest::newRow("wildcard covers one label") << "a.b.shop.test" << X509_V_ERR_HOSTNAME_MISMATCH;
    QTest::newRow("wildcard needs a label") << "shop.test" << X509_V_ERR_HOSTNAME_MISMATCH;
    QTest::newRow("other address") << "[::2]" << X509_V_ERR_IP_ADDRESS_MISMATCH;
    QTest::newRow("not a name") << "a b" << X509_V_ERR_HOSTNAME_MISMATCH;
}

void CertificateVerifierTest::readsHostsAsPeopleWriteThem()
{
    QFETCH(const QString, host);
    QFETCH(const int, code);
    const KeyMaterial server = m_pki.server(
        {"dns:localhost", "ip:::1", QString::fromUtf8("dns:bücher.example"), "dns:*.shop.test"});
    const Result<Verification> verification
        = verifyCertificates(sentBy(server), m_pki.anchors(), {.host = host});
    QVERIFY(verification);
    QCOMPARE(verification->firstCode(), code);
}

void CertificateVerifierTest::skipsTheNameWhenNoneIsAsked()
{
    const Result<Verification> verification
        = verifyCertificates(sentBy(m_pki.server({"dns:somewhere.test"})), m_pki.anchors(), {});
    QVERIFY(verification);
    QVERIFY(verification->trusted);
    QVERIFY(!verification->hostChecked);
    QVERIFY(verification->hostnameMatches);
    QCOMPARE(verification->results.size(), 1);
    QCOMPARE(verification->results.first().name, QString("X509_V_OK"));
}

void CertificateVerifierTest::worksWithoutAnchors()
{
    const Result<Verification> verification = verifyCertificates(sentBy(m_pki.server()), {}, {});
    QVERIFY(verification);
    QVERIFY(!verification->trusted);
    QCOMPARE(verification->anchorsCount, 0);
    QCOMPARE(verification->firstCode(), X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
}

void CertificateVerifierTest::saysWhenThereWasNothingToCheck()
{
    const Result<Verification> nothing = verifyCertificates({}, m_pki.anchors(), {});
    QVERIFY(nothing);
    QVERIFY(!nothing->performed);
    QVERIFY(!nothing->trusted);
    const Result<Verification> broken = verifyCertificates({"junk"}, m_pki.anchors(), {});
    QVERIFY(!broken);
    QCOMPARE(broken.error().code, ErrorCode::InvalidInput);
}

void CertificateVerifierTest::sendsTheMatchingAlert_data()
{
    QTest::addColumn<Case>("given");
    QTest::addColumn<int>("alert");
    const VerifyQuery local {.host = "localhost"};
    QTest::newRow("expired") << Case {&TestPki::expiredServer,
                                      local,
                                      {{0, X509_V_ERR_CERT_HAS_EXPIRED}}}
                             << SSL_AD_CERTIFICATE_EXPIRED;
    QTest::newRow("unknown issuer") << Case {&TestPki::serverWithoutIntermediate,
                                             local,
                                             {{0, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY}}}
                                    << SSL_AD_UNKNOWN_CA;
    QTest::newRow("wrong name") << Case {[](const TestPki& pki) { return pki.server(); },
                                         {.host = "other.test"},
                                         {{0, X509_V_ERR_HOSTNAME_MISMATCH}}}
                                << SSL_AD_BAD_CERTIFICATE;
    QTest::newRow("wrong purpose") << Case {[](const TestPki& pki) { return pki.client(); },
                                            {},
                                            {{0, X509_V_ERR_INVALID_PURPOSE}}}
                                   << SSL_AD_UNSUPPORTED_CERTIFICATE;
}

void CertificateVerifierTest::sendsTheMatchingAlert()
{
    QFETCH(const Case, given);
    QFETCH(const int, alert);
    Handshake handshake {.anchors = m_pki.anchors(), .query = given.query};
    handshake.run(given.make(m_pki));
    QVERIFY(handshake.clientResult != 1);
    QCOMPARE(handshake.serverAlert, alert);
    QCOMPARE(handshake.sslVerifyResult, long {given.expected.first().second});
    QCOMPARE(handshake.verification.firstCode(), given.expected.first().second);
    QVERIFY(handshake.verification.enforced);
}

void CertificateVerifierTest::letsTrustedSitesThrough()
{
    Handshake handshake {
        .anchors = m_pki.anchors(), .query = {.host = "localhost"}, .enforce = false};
    handshake.run(m_pki.expiredServer());
    QCOMPARE(handshake.clientResult, 1);
    QCOMPARE(handshake.serverAlert, -1);
    QCOMPARE(handshake.sslVerifyResult, long {X509_V_ERR_CERT_HAS_EXPIRED});
    QVERIFY(!handshake.verification.trusted);
    QVERIFY(!handshake.verification.enforced);

    Handshake good {.anchors = m_pki.anchors(), .query = {.host = "localhost"}};
    good.run(m_pki.server());
    QCOMPARE(good.clientResult, 1);
    QCOMPARE(good.sslVerifyResult, long {X509_V_OK});
    QCOMPARE(good.verifiedChainLength, 3);
    QVERIFY(good.verification.trusted);
}

void CertificateVerifierTest::survivesAContextWithoutCertificate()
{
    const X509StoreContextPtr context(X509_STORE_CTX_new());
    X509_STORE_CTX_init(context.get(), nullptr, nullptr, nullptr);
    Verification verification;
    QCOMPARE(verifyInHandshake(context.get(), m_pki.anchors(), {}, true, verification), 0);
    QVERIFY(!verification.performed);
    QCOMPARE(verifyInHandshake(context.get(), m_pki.anchors(), {}, false, verification), 1);
}

void CertificateVerifierTest::leavesTheErrorQueueAlone()
{
    const KeyMaterial server = m_pki.serverWithoutIntermediate();
    ERR_clear_error();
    ERR_raise(ERR_LIB_USER, 77);
    const unsigned long before = ERR_peek_last_error();
    verifyCertificate(server.certificate.get(), nullptr, m_stranger.anchors(), {.host = "x.test"});
    QCOMPARE(ERR_peek_last_error(), before);
    QCOMPARE(takeOpenSslErrors().size(), 1);
}

void CertificateVerifierTest::namesEveryCode()
{
    QCOMPARE(verifyCodeName(0), QString("X509_V_OK"));
    QCOMPARE(verifyCodeName(X509_V_ERR_CERT_HAS_EXPIRED), QString("X509_V_ERR_CERT_HAS_EXPIRED"));
    QCOMPARE(verifyCodeName(X509_V_ERR_HOSTNAME_MISMATCH), QString("X509_V_ERR_HOSTNAME_MISMATCH"));
    QCOMPARE(verifyCodeName(X509_V_ERR_INVALID_CA), QString("X509_V_ERR_INVALID_CA"));
    QCOMPARE(verifyCodeName(X509_V_ERR_EC_KEY_EXPLICIT_PARAMS),
             QString("X509_V_ERR_EC_KEY_EXPLICIT_PARAMS"));
    QCOMPARE(verifyCodeName(95), QString("X509_V_ERR_RPK_UNTRUSTED"));
    QCOMPARE(verifyCodeName(-1), QString("X509_V_ERR(-1)"));
    QCOMPARE(verifyCodeName(9999), QString("X509_V_ERR(9999)"));
    QStringList names;
    for (int code = 0; code <= 104; ++code) {
        names.append(verifyCodeName(code));
    }
    QCOMPARE(names.removeDuplicates(), 0);
}

QTEST_GUILESS_MAIN(CertificateVerifierTest)
#include "certificate_verifier_test.moc"
