#include "core/base/atomic_file.h"
#include "core/trace/tls_library.h"
#include "tests/app/connect_to_server.h"
#include "tests/support/raw_peer.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

namespace workbench {

using tests::ProgramRun;
using tests::RawPeer;

/// Rows of the behaviour that a client must have, on the command line; the window has its own test
/// of the same name.
class ConnectRowsTest : public tests::ConnectToServer
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void row1NamesAreCaseSensitive();
    void row4EveryCombinationIsOffered_data();
    void row4EveryCombinationIsOffered();
    void row4OldProtocolsGetAClearAnswer_data();
    void row4OldProtocolsGetAClearAnswer();
    void row6ClientCertificate_data();
    void row6ClientCertificate();
    void row7LevelsOfAnError();
    void row15OutcomeInTheLibrarysTerms_data();
    void row15OutcomeInTheLibrarysTerms();
    void row19TrustedSite();
    void row5RefusedByAServerSetToDeny();
    void row5ZeroIsNoLimit();
    void row22MissingCredentialsAreToldBeforeConnecting_data();
    void row22MissingCredentialsAreToldBeforeConnecting();
    void row24EachIsIndependent();
};

void ConnectRowsTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    CertificateStore store = m_pki.store(m_home.filePath(QStringLiteral("store")));
    KeyMaterial alone = m_pki.client();
    alone.key.reset();
    QVERIFY(store.add(QStringLiteral("no key"), alone));
    // The same outside of the store: as it is there, and as another program would export it.
    QVERIFY(QFile::copy(m_home.filePath("store/client.pem"), m_home.filePath("elsewhere.pem")));
    QVERIFY(writeFileAtomically(m_home.filePath("password"), "swordfish"));
    const ProgramRun exported
        = tests::runProgram({"store",
                             "export",
                             "client",
                             "--what",
                             "all",
                             "--as",
                             "pkcs12",
                             "--key-password",
                             QStringLiteral("file:") + m_home.filePath("password"),
                             "--out",
                             m_home.filePath("elsewhere.p12")},
                            m_home.path());
    QVERIFY2(exported.status == 0, exported.errors.constData());
}

void ConnectRowsTest::init()
{
    serve();
}

/// What is said of a connection carries its name as it was given.
void ConnectRowsTest::row1NamesAreCaseSensitive()
{
    for (const QString& name : {QStringLiteral("Shop"), QStringLiteral("shop")}) {
        const QStringList named {QStringLiteral("--name"), name};
        QCOMPARE(document(named).value("name").toString(), name);
        const ProgramRun text
            = connectTo(named + QStringList {QStringLiteral("--format"), QStringLiteral("text")});
        QVERIFY2(text.output.contains(name.toUtf8() + ' '), text.output.constData());
    }
}

void ConnectRowsTest::row4EveryCombinationIsOffered_data()
{
    QTest::addColumn<QString>("tls");
    QTest::addColumn<QStringList>("offered"); // of each attempt, joined
    const QString all[] = {
        QStringLiteral("1.0"), QStringLiteral("1.1"), QStringLiteral("1.2"), QStringLiteral("1.3")};
    constexpr unsigned kSets = 16;
    for (unsigned set = 1; set < kSets; ++set) {
        QStringList chosen;
        QStringList runs;
        for (unsigned version = 0; version < 4; ++version) {
            if ((set >> version & 1U) == 0) {
                continue;
            }
            const bool goesOn = version > 0 && (set >> (version - 1) & 1U) != 0;
            chosen.append(all[version]);
            if (goesOn) {
                runs.last() += QLatin1Char(',') + all[version];
            } else {
                runs.append(all[version]);
            }
        }
        for (QString& run : runs) { // before TLS 1.3 a hello tells the highest one only
            run = run.endsWith(all[3]) ? run : run.section(QLatin1Char(','), -1);
        }
        const QString words = chosen.join(QLatin1Char(','));
        QTest::newRow(qPrintable(words)) << words << runs;
    }
    QTest::newRow("the original's default")
        << QStringLiteral("compatible") << QStringList {QStringLiteral("1.2")};
    QTest::newRow("ours") << QStringLiteral("modern") << QStringList {QStringLiteral("1.2,1.3")};
}

void ConnectRowsTest::row4EveryCombinationIsOffered()
{
    QFETCH(const QString, tls);
    QFETCH(const QStringList, offered);
    const ProgramRun run = connectTo(
        {QStringLiteral("--tls"), tls, QStringLiteral("--format"), QStringLiteral("json")});
    QStringList said;
    for (const QJsonObject& one : run.documents()) {
        QStringList versions;
        const QJsonArray list = one.value("offered").toObject().value("versions").toArray();
        for (const auto& version : list) {
            versions.append(version.toString().section(QLatin1Char(' '), 1));
        }
        std::sort(versions.begin(), versions.end());
        if (!versions.isEmpty()) {
            said.append(versions.join(QLatin1Char(',')));
        }
    }
    QVERIFY2(said == offered, (run.output.left(500) + run.errors).constData());
}

void ConnectRowsTest::row4OldProtocolsGetAClearAnswer_data()
{
    QTest::addColumn<QString>("word");
    QTest::newRow("SSL 2") << QStringLiteral("ssl2");
    QTest::newRow("SSL 3") << QStringLiteral("ssl3");
    QTest::newRow("beside others") << QStringLiteral("ssl3,1.2");
}

/// … and a way to ask whether the server would speak them.
void ConnectRowsTest::row4OldProtocolsGetAClearAnswer()
{
    QFETCH(const QString, word);
    const ProgramRun refused = connectTo({QStringLiteral("--tls"), word});
    QCOMPARE(refused.status, 2);
    QVERIFY2(refused.errors.contains("SSL") && refused.errors.contains("--probe"),
             refused.errors.constData());
    QCOMPARE(m_reached, 0);
    const ProgramRun probed
        = connectTo({QStringLiteral("--probe"), word.section(QLatin1Char(','), 0, 0)});
    QVERIFY2(probed.status == 0 && probed.output.contains("SSL"),
             (probed.output + probed.errors).constData());
}

void ConnectRowsTest::row6ClientCertificate_data()
{
    QTest::addColumn<QStringList>("certificate");
    QTest::addColumn<int>("status");
    const QStringList password {QStringLiteral("--key-password"),
                                QStringLiteral("file:") + m_home.filePath("password")};
    QTest::newRow("from the store") << QStringList {"client"} << 0;
    QTest::newRow("from a file") << QStringList {m_home.filePath("elsewhere.pem")} << 0;
    QTest::newRow("from a file with a password")
        << QStringList {m_home.filePath("elsewhere.p12")} + password << 0;
    QTest::newRow("none") << QStringList() << 1;
}

void ConnectRowsTest::row6ClientCertificate()
{
    QFETCH(const QStringList, certificate);
    QFETCH(const int, status);
    ServerOptions options;
    options.clientCertificate = ClientCertificatePolicy::Require;
    options.clientTrust = m_pki.anchors();
    serve(options);
    QByteArray seen;
    connect(
        m_server.get(),
        &TlsServer::connectionFinished,
        this,
        [&seen](const ConnectionRecordPtr& record) { seen = record->peerCertificates.value(0); });
    const ProgramRun run
        = connectTo(certificate.isEmpty() ? QStringList()
                                          : QStringList {QStringLiteral("--cert")} + certificate);
    QVERIFY2(run.status == status, (run.output + run.errors).constData());
    QTRY_COMPARE(m_reached, 1);
    QCOMPARE(seen.isEmpty(), certificate.isEmpty());
}

void ConnectRowsTest::row7LevelsOfAnError()
{
    const QJsonObject good = document({});
    QCOMPARE(good.value("result").toString(), QStringLiteral("established"));
    ServerOptions options;
    options.tuning.cipherList = QStringLiteral("ECDHE-ECDSA-AES256-GCM-SHA384");
    serve(options);
    const QStringList failing {QStringLiteral("--tls"),
                               QStringLiteral("1.2"),
                               QStringLiteral("--ciphers"),
                               QStringLiteral("ECDHE-ECDSA-AES128-GCM-SHA256")};
    const QJsonObject bad = document(failing);
    QCOMPARE(bad.value("result").toString(), QStringLiteral("failed"));
    const QJsonObject finding = bad.value("findings").toArray().first().toObject();
    QVERIFY(!finding.value("title").toString().isEmpty()); // short message
    QVERIFY(!finding.value("evidence").toArray().isEmpty()); // full detail
    QVERIFY(!finding.value("cause").toString().isEmpty());
    QVERIFY(!finding.value("fix").toArray().isEmpty()); // remedy
    const QString code = bad.value("errors").toArray().first().toObject().value("code").toString();
    QCOMPARE(code, QStringLiteral("0A000410")); // of the library
    const ProgramRun text = connectTo(failing);
    QCOMPARE(text.status, 1);
    constexpr int kBeforeTheLineBreaks = 40;
    QVERIFY2(
        text.output.contains(finding.value("title").toString().left(kBeforeTheLineBreaks).toUtf8())
            && text.output.contains("0A000410"),
        text.output.constData());
}

void ConnectRowsTest::row15OutcomeInTheLibrarysTerms_data()
{
    QTest::addColumn<QString>("peer");
    QTest::addColumn<int>("returned");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("established") << QStringLiteral("server") << 1
                                 << QByteArray("SSL_connect returned 1, SSL_ERROR_NONE");
    QTest::newRow("fatal") << QStringLiteral("no TLS") << -1
                           << QByteArray("SSL_connect returned -1, SSL_ERROR_SSL");
}

void ConnectRowsTest::row15OutcomeInTheLibrarysTerms()
{
    QFETCH(const QString, peer);
    QFETCH(const int, returned);
    QFETCH(const QByteArray, sentence);
    const RawPeer talker(RawPeer::Behaviour::Speak, "220 no TLS here\r\n");
    QStringList call = arguments({});
    if (peer != QStringLiteral("server")) {
        call[1] = QStringLiteral("localhost:%1").arg(talker.serverPort());
    }
    const QJsonObject library
        = tests::runProgramBeside(
              call + QStringList {QStringLiteral("--format"), QStringLiteral("json")},
              m_home.path())
              .json()
              .object()
              .value("library")
              .toObject();
    QCOMPARE(library.value("function").toString(), QStringLiteral("SSL_connect"));
    QCOMPARE(library.value("returned").toInt(), returned);
    const QJsonArray waits = library.value("waits").toArray();
    QVERIFY(!waits.isEmpty());
    QCOMPARE(waits.first().toObject().value("want").toString(), QStringLiteral("read"));
    QVERIFY(waits.first().toObject().value("duration_us").toInt() >= 0);
    const ProgramRun text = tests::runProgramBeside(call, m_home.path());
    QVERIFY2(text.output.contains(sentence) && text.output.contains("want read"),
             text.output.constData());
}

/// Whatever the certificate, it connects, and says what a check would have found.
void ConnectRowsTest::row19TrustedSite()
{
    const QStringList nobody {QStringLiteral("--trust"), m_home.filePath(QStringLiteral("none"))};
    QFile anchors(nobody.last());
    QVERIFY(anchors.open(QIODevice::WriteOnly));
    KeyMaterial leaf = m_pki.client(); // which has issued nothing
    leaf.key.reset();
    anchors.write(*toPem(leaf));
    anchors.close();
    const QStringList json {QStringLiteral("--format"), QStringLiteral("json")};
    const QStringList target {QStringLiteral("connect"),
                              QStringLiteral("localhost:%1").arg(m_server->serverPort())};
    const auto connectWith = [&](const char* mode) {
        return tests::runProgramBeside(
            target + nobody + json
                + QStringList {QStringLiteral("--verify"), QString::fromLatin1(mode)},
            m_home.path());
    };
    const ProgramRun refused = connectWith("full");
    QCOMPARE(refused.status, 1);
    const ProgramRun trusted = connectWith("none");
    QVERIFY2(trusted.status == 0, trusted.errors.constData());
    const QJsonObject document = trusted.json().object();
    QCOMPARE(document.value("result").toString(), QStringLiteral("established"));
    const QJsonObject check = document.value("verification").toObject();
    QCOMPARE(check.value("trusted").toBool(true), false);
    QCOMPARE(check.value("enforced").toBool(true), false);
    const QJsonObject enforced = refused.json().object().value("verification").toObject();
    QVERIFY(!check.value("results").toArray().isEmpty());
    QCOMPARE(check.value("results"), enforced.value("results"));
}

/// A server that is set to deny is told apart from one that is not there, and nobody waits.
void ConnectRowsTest::row5RefusedByAServerSetToDeny()
{
    ServerOptions denying;
    denying.access.deny = true;
    serve(denying);
    const QJsonObject refused = document({});
    QCOMPARE(refused.value("result").toString(), QStringLiteral("failed"));
    const auto finding = [](const QJsonObject& document) {
        return document.value("findings").toArray().first().toObject().value("id").toString();
    };
    QTRY_COMPARE(m_reached, 1);
    const quint16 port = m_server->serverPort();
    m_server.reset();
    const ProgramRun gone = tests::runProgramBeside({QStringLiteral("connect"),
                                                     QStringLiteral("localhost:%1").arg(port),
                                                     QStringLiteral("--format"),
                                                     QStringLiteral("json")},
                                                    m_home.path());
    QCOMPARE(finding(gone.json().object()), QStringLiteral("connection-refused"));
    QVERIFY(finding(refused) != finding(gone.json().object()));
    QVERIFY(finding(refused).startsWith(QStringLiteral("closed-after")));
}

/// None of the whole attempt; those of its phases hold.
void ConnectRowsTest::row5ZeroIsNoLimit()
{
    QCOMPARE(connectTo({"--timeout", "0", "--tls-timeout", "0"}).status, 0);
    const RawPeer silent(RawPeer::Behaviour::Silence);
    QStringList all = arguments({"--timeout", "0", "--tls-timeout", "200ms", "--format", "json"});
    all[1] = QStringLiteral("localhost:%1").arg(silent.serverPort());
    const ProgramRun run = tests::runProgramBeside(all, m_home.path());
    QCOMPARE(run.status, 1);
    QCOMPARE(run.json().object().value("result").toString(), QStringLiteral("timed-out"));
    const QJsonObject first = run.json().object().value("findings").toArray().first().toObject();
    QVERIFY2(first.value("title").toString().contains(QStringLiteral("200 ms")),
             run.output.constData());
}

void ConnectRowsTest::row22MissingCredentialsAreToldBeforeConnecting_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<int>("status");
    QTest::newRow("no such entry") << QStringLiteral("nobody") << 2;
    QTest::newRow("without key") << QStringLiteral("no key") << 3;
    QTest::newRow("another case") << QStringLiteral("CLIENT") << 2;
    QTest::newRow("no such file") << QStringLiteral("/missing/client.p12") << 2;
    QTest::newRow("file without its password") << m_home.filePath("elsewhere.p12") << 3;
    QTest::newRow("file without key") << m_home.filePath("store/no key.pem") << 3;
}

void ConnectRowsTest::row22MissingCredentialsAreToldBeforeConnecting()
{
    QFETCH(const QString, certificate);
    QFETCH(const int, status);
    const ProgramRun run = connectTo({QStringLiteral("--cert"), certificate});
    QCOMPARE(run.status, status);
    QVERIFY2(run.errors.contains(certificate.toUtf8()), run.errors.constData());
    QCOMPARE(m_reached, 0);
}

/// Of several at once one that fails and one that is refused change nothing for the others.
void ConnectRowsTest::row24EachIsIndependent()
{
    const QStringList talk {QStringLiteral("--expect"),
                            QStringLiteral("hello"),
                            QStringLiteral("--send"),
                            QStringLiteral("hello"),
                            QStringLiteral("--name")};
    QList<QStringList> calls;
    constexpr int kGood = 6;
    for (int i = 0; i < kGood; ++i) {
        calls.append(arguments(talk + QStringList {QStringLiteral("client %1").arg(i)}));
    }
    calls.append(arguments({QStringLiteral("--tls-timeout"), QStringLiteral("300ms")}));
    const RawPeer silent(RawPeer::Behaviour::Silence);
    calls.last()[1] = QStringLiteral("localhost:%1").arg(silent.serverPort());
    const QList<ProgramRun> runs = tests::runProgramsBeside(calls, m_home.path());
    for (int i = 0; i < kGood; ++i) {
        QVERIFY2(runs.at(i).status == 0, (runs.at(i).output + runs.at(i).errors).constData());
    }
    QCOMPARE(runs.last().status, 1);
    QTRY_COMPARE(m_reached, kGood);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ConnectRowsTest)
#include "connect_rows_test.moc"
