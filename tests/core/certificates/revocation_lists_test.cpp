#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_verifier.h"
#include "core/certificates/chain/entry_file.h"
#include "core/certificates/revocation_list.h"
#include "core/certificates/store_revocations.h"
#include "tests/support/test_pki.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace workbench;
using namespace workbench::tests;

namespace {

using ListPtr = std::shared_ptr<X509_CRL>;

/// The issuer's list, from an hour ago until `hours` from now.
ListPtr makeList(const KeyMaterial& issuer, const X509* revoked, int hours = 24)
{
    constexpr int kSeconds = 3600;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    RevocationListRequest request;
    request.thisUpdate = now.addSecs(-kSeconds);
    request.nextUpdate = now.addSecs(static_cast<qint64>(hours) * kSeconds);
    if (revoked != nullptr) {
        request.revocations = {{.serial = serialText(X509_get0_serialNumber(revoked)),
                                .time = request.thisUpdate,
                                .reason = {}}};
    }
    return issueRevocationList(request, issuer).value();
}

QByteArray encoded(const ListPtr& list, bool pem)
{
    return pem ? revocationListPem(list.get()) : revocationListDer(list.get());
}

} // namespace

class RevocationListsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void readsEachForm_data();
    void readsEachForm();
    void refusesOtherFiles_data();
    void refusesOtherFiles();
    void decides_data();
    void decides();
    void obeysStrictnessAndDepth();
    void knownRevocations_data();
    void knownRevocations();

private:
    QString write(const QString& name, const QByteArray& bytes) const;

    TestPki m_pki;
    QTemporaryDir m_folder;
    KeyMaterial m_server;
    QHash<QString, ListPtr> m_lists;
};

QString RevocationListsTest::write(const QString& name, const QByteArray& bytes) const
{
    QFile file(m_folder.filePath(name));
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? file.fileName()
                                                                                : QString();
}

void RevocationListsTest::initTestCase()
{
    m_server = m_pki.server();
    m_lists
        = {{"empty", makeList(m_pki.intermediate(), nullptr)},
           {"revoking", makeList(m_pki.intermediate(), m_server.certificate.get())},
           {"stale", makeList(m_pki.intermediate(), nullptr, 0)},
           {"of root", makeList(m_pki.root(), nullptr)},
           {"of root, revoking", makeList(m_pki.root(), m_pki.intermediate().certificate.get())}};
}

void RevocationListsTest::readsEachForm_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("count");
    const QByteArray pem = encoded(m_lists["empty"], true);
    QTest::newRow("PEM") << pem << 1;
    QTest::newRow("DER") << encoded(m_lists["empty"], false) << 1;
    QTest::newRow("several") << pem + encoded(m_lists["of root"], true) << 2;
    QTest::newRow("behind a certificate") << certificatePem(m_server, false) + pem << 1;
}

void RevocationListsTest::readsEachForm()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, count);
    const QString path = write("list.crl", bytes);
    const Result<RevocationLists> read = RevocationLists::fromFiles({path});
    QVERIFY(read);
    QCOMPARE(read->lists.size(), count);
    QCOMPARE(read->sources, QStringList {path});
}

void RevocationListsTest::refusesOtherFiles_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("junk") << QByteArray("junk");
    QTest::newRow("certificate") << certificatePem(m_server, true);
    QTest::newRow("cut off") << encoded(m_lists["empty"], true).first(200);
    QTest::newRow("the second cut off")
        << encoded(m_lists["empty"], true) + encoded(m_lists["of root"], true).first(200);
    QTest::newRow("more behind the DER") << encoded(m_lists["empty"], false) + 'x';
    QTest::newRow("cut off DER") << encoded(m_lists["empty"], false).chopped(1);
}

void RevocationListsTest::refusesOtherFiles()
{
    QFETCH(const QByteArray, bytes);
    const QString path = write("other.crl", bytes);
    const Result<RevocationLists> read = RevocationLists::fromFiles({path});
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidInput);
    QCOMPARE(read.error().where, path);
    QVERIFY(!RevocationLists::fromFiles({m_folder.filePath("missing.crl")}));
}

void RevocationListsTest::decides_data()
{
    using Faults = QList<QPair<int, int>>;
    QTest::addColumn<QStringList>("lists");
    QTest::addColumn<RevocationCheck>("asked");
    QTest::addColumn<Faults>("faults"); // depth, code
    const auto leaf = RevocationCheck::Leaf;
    const auto chain = RevocationCheck::Chain;
    QTest::newRow("not asked") << QStringList {"revoking"} << RevocationCheck::None << Faults {};
    QTest::newRow("not revoked") << QStringList {"empty"} << leaf << Faults {};
    QTest::newRow("revoked") << QStringList {"revoking"} << leaf
                             << Faults {{0, X509_V_ERR_CERT_REVOKED}};
    QTest::newRow("no list") << QStringList {} << leaf
                             << Faults {{0, X509_V_ERR_UNABLE_TO_GET_CRL}};
    QTest::newRow("stale list") << QStringList {"stale"} << leaf
                                << Faults {{0, X509_V_ERR_CRL_HAS_EXPIRED}};
    QTest::newRow("list of another")
        << QStringList {"of root"} << leaf << Faults {{0, X509_V_ERR_UNABLE_TO_GET_CRL}};
    QTest::newRow("whole chain") << QStringList {"empty", "of root"} << chain << Faults {};
    QTest::newRow("issuer revoked, leaf asked")
        << QStringList {"empty", "of root, revoking"} << leaf << Faults {};
    QTest::newRow("issuer revoked") << QStringList {"empty", "of root, revoking"} << chain
                                    << Faults {{1, X509_V_ERR_CERT_REVOKED}};
}

void RevocationListsTest::decides()
{
    using Faults = QList<QPair<int, int>>;
    QFETCH(const QStringList, lists);
    QFETCH(const RevocationCheck, asked);
    QFETCH(const Faults, faults);
    VerifyQuery query {.revocation = asked};
    for (const QString& name : lists) {
        query.revocationLists.lists.append(m_lists[name]);
    }
    const Result<Verification> verification = verifyCertificates(
        {toDer(m_server.certificate.get()), toDer(m_pki.intermediate().certificate.get())},
        m_pki.anchors(),
        query);
    QVERIFY(verification);
    Faults found;
    for (const VerifyResult& result : verification->results) {
        if (result.code != X509_V_OK) {
            found.append({result.depth, result.code});
        }
    }
    QCOMPARE(found, faults);
    QCOMPARE(verification->trusted, faults.isEmpty());
}

void RevocationListsTest::obeysStrictnessAndDepth()
{
    const QList<QByteArray> sent {toDer(m_server.certificate.get()),
                                  toDer(m_pki.intermediate().certificate.get())};
    const TrustAnchors lower = TrustAnchors::fromCertificates({sent.at(1)}, "intermediate");
    const auto codeOf = [&](const TrustAnchors& anchors, const VerifyQuery& query) {
        const Result<Verification> verification = verifyCertificates(sent, anchors, query);
        return verification ? verification->firstCode() : -1;
    };
    QCOMPARE(codeOf(lower, {}), X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT);
    QCOMPARE(codeOf(lower, {.partialChain = true}), X509_V_OK);
    QCOMPARE(codeOf(m_pki.anchors(), {.strict = true}), X509_V_OK);
    QCOMPARE(codeOf(m_pki.anchors(), {.deepest = 1}), X509_V_OK);
    QCOMPARE(codeOf(m_pki.anchors(), {.deepest = 0}), X509_V_ERR_CERT_CHAIN_TOO_LONG);
}

void RevocationListsTest::knownRevocations_data()
{
    QTest::addColumn<QString>("ca"); // whose list there is; empty: none
    QTest::addColumn<QString>("revoked"); // entry; empty: nothing
    QTest::addColumn<int>("hours"); // that the list is good for
    QTest::addColumn<int>("depth"); // of the fault; -1: none
    QTest::newRow("no lists") << QString() << QString() << 24 << -1;
    QTest::newRow("others are revoked") << "intermediate"
                                        << "client" << 24 << -1;
    QTest::newRow("the certificate") << "intermediate"
                                     << "server" << 24 << 0;
    QTest::newRow("its issuer") << "root"
                                << "intermediate" << 24 << 1;
    QTest::newRow("list out of date") << "root"
                                      << "intermediate" << 0 << 1;
    QTest::newRow("list out of date, nothing revoked") << "root" << QString() << 0 << -1;
}

/// What the CAs of a store have revoked counts wherever it stands; what they say nothing of, is no
/// fault.
void RevocationListsTest::knownRevocations()
{
    QFETCH(const QString, ca);
    QFETCH(const QString, revoked);
    QFETCH(const int, hours);
    QFETCH(const int, depth);
    const QTemporaryDir folder;
    const CertificateStore store = m_pki.store(folder.path());
    if (!ca.isEmpty()) {
        const Result<StoreEntry> entry = store.find(revoked);
        const std::shared_ptr<X509> certificate
            = entry ? certificatesOf(*entry).certificate : std::shared_ptr<X509>();
        QFile file(folder.filePath(ca + ".crl"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(encoded(makeList(*store.load(*store.find(ca)), certificate.get(), hours), true));
    }
    const StoreEntry server = *store.find("server");
    const QList<QByteArray> sent = certificatesToCheck(store, server);
    QCOMPARE(sent, QList {server.der} + server.chain);
    const VerifyQuery query
        = withKnownRevocations({}, sent, m_pki.anchors(), StoreRevocations(store.entries()));
    QCOMPARE(query.revocation == RevocationCheck::Known, !ca.isEmpty());
    const Result<Verification> verification = verifyCertificates(sent, m_pki.anchors(), query);
    QVERIFY(verification);
    QCOMPARE(verification->trusted, depth < 0);
    if (depth >= 0) {
        QCOMPARE(verification->firstCode(), X509_V_ERR_CERT_REVOKED);
        QCOMPARE(verification->results.first().depth, depth);
    }
}

QTEST_GUILESS_MAIN(RevocationListsTest)
#include "revocation_lists_test.moc"
