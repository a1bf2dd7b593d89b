#include "core/base/duration.h"
#include "tests/support/raw_peer.h"
#include "tests/ui/support/window_test.h"
#include "ui/common/data_table.h"
#include "ui/common/fact_list.h"
#include "ui/connection_view/connection_view.h"
#include "ui/connection_view/message_table_model.h"

#include <QAction>
#include <QLabel>
#include <QPlainTextEdit>

#include <functional>

namespace workbench {

using tests::click;
using tests::find;
using tests::RawPeer;
using tests::textOf;
using tests::WindowFixture;

/// Rows of the behaviour that a client must have, in the window; the command line has its own test
/// of the same name.
class ClientRowsTest : public tests::WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void row1NamesAreCaseSensitive();
    void row4CombinationsAreOffered_data();
    void row4CombinationsAreOffered();
    void row6ClientCertificate_data();
    void row6ClientCertificate();
    void row7LevelsOfAnError();
    void row15OutcomeInTheLibrarysTerms_data();
    void row15OutcomeInTheLibrarysTerms();
    void row5OutcomesToldApart();
    void row8LiteralAsksNoNameService();
    void row16NagleIsChosenAndItsTimesAreShown_data();
    void row16NagleIsChosenAndItsTimesAreShown();
    void row17DatagramsConnectNothing();
    void row19TrustedSite();
    void row22MissingCredentialsAreToldBeforeConnecting_data();
    void row22MissingCredentialsAreToldBeforeConnecting();
    void row24EachIsIndependent();

private:
    void addClient(const QString& name,
                   quint16 port,
                   const std::function<void(ClientProfile&)>& change = {});
    /// Shows the client, connects it, and waits until it is decided; the page follows.
    void connectAndWait(const QString& name);

    void trigger(const char* action) const { find<QAction>(m_window.get(), action)->trigger(); }

    ClientStatus status(const QString& name) const
    {
        return m_fixture->workbench().clientStatus(name);
    }

    ConnectionRecordPtr newest(const QString& name) const
    {
        const auto kept = m_fixture->workbench().connections(Role::Client, name);
        return kept.isEmpty() ? nullptr : kept.last().record;
    }

    /// What stands in the page's view of the connection.
    QString shown(const char* label) const
    {
        return textOf(find(m_window.get(), "clientAttempts"), label);
    }

    quint16 m_port = 0;
};

void ClientRowsTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->addCertificates();
    Workbench& workbench = m_fixture->workbench();
    QVERIFY(workbench.addCertificate(QStringLiteral("client"), m_fixture->pki().client()));
    m_port = m_fixture->startServer(QStringLiteral("server"));
    QVERIFY(m_port != 0);
    openWindow();
}

void ClientRowsTest::cleanup()
{
    closeWindow();
    m_fixture.reset();
}

void ClientRowsTest::addClient(const QString& name,
                               quint16 port,
                               const std::function<void(ClientProfile&)>& change)
{
    ClientProfile profile = WindowFixture::client(name, port);
    if (change) {
        change(profile);
    }
    QVERIFY(m_fixture->workbench().addClient(profile));
}

void ClientRowsTest::connectAndWait(const QString& name)
{
    m_window->showClient(name);
    trigger("start");
    QTRY_VERIFY(newest(name) && !status(name).connecting);
}

/// Two that differ in case are two: each is sent from, shown, repeated and closed by its own name.
void ClientRowsTest::row1NamesAreCaseSensitive()
{
    const QString upper = QStringLiteral("Shop");
    const QString lower = QStringLiteral("shop");
    addClient(upper, m_port);
    addClient(lower, m_port);
    connectAndWait(upper);
    connectAndWait(lower);
    QVERIFY(status(upper).open && status(lower).open);
    m_fixture->workbench().sendFromClient(upper, "to one");
    QTRY_VERIFY(newest(upper)->hadData());
    QVERIFY(!newest(lower)->hadData());
    m_window->showClient(upper);
    QCOMPARE(textOf(m_window.get(), "clientHeaderTitle"), upper);
    trigger("stop");
    QTRY_VERIFY(!status(upper).open);
    QVERIFY(status(lower).open);
    trigger("repeat");
    QTRY_COMPARE(m_fixture->workbench().connections(Role::Client, upper).size(), 2);
    QCOMPARE(m_fixture->workbench().connections(Role::Client, lower).size(), 1);
}

void ClientRowsTest::row4CombinationsAreOffered_data()
{
    QTest::addColumn<TlsVersionSet>("versions");
    QTest::addColumn<QList<TlsVersionSet>>("attempts");
    QTest::addColumn<QString>("summary");
    const TlsVersionSet original
        = TlsVersionSet(TlsVersion::Tls10) | TlsVersion::Tls11 | TlsVersion::Tls12;
    const TlsVersionSet hole = TlsVersionSet(TlsVersion::Tls11) | TlsVersion::Tls13;
    QTest::newRow("ours") << kModernVersions << QList<TlsVersionSet> {kModernVersions}
                          << QStringLiteral("TLS 1.2, TLS 1.3");
    QTest::newRow("the original's default") << original << QList<TlsVersionSet> {original}
                                            << QStringLiteral("TLS 1.0, TLS 1.1, TLS 1.2");
    QTest::newRow("with a hole") << hole
                                 << QList<TlsVersionSet> {TlsVersion::Tls11, TlsVersion::Tls13}
                                 << QStringLiteral("TLS 1.1, TLS 1.3");
}

void ClientRowsTest::row4CombinationsAreOffered()
{
    QFETCH(const TlsVersionSet, versions);
    QFETCH(const QList<TlsVersionSet>, attempts);
    QFETCH(const QString, summary);
    const QString name = QStringLiteral("visitor");
    addClient(name, m_port, [&versions](ClientProfile& profile) { profile.versions = versions; });
    m_window->showClient(name);
    trigger("start");
    const auto kept = [&] { return m_fixture->workbench().connections(Role::Client, name); };
    QTRY_COMPARE(kept().size(), attempts.size());
    QTRY_VERIFY(!status(name).connecting && status(name).repetitions == 0);
    for (qsizetype i = 0; i < attempts.size(); ++i) {
        QCOMPARE(kept().at(i).record->allowedVersions, attempts.at(i));
    }
    QVERIFY2(textOf(m_window.get(), "clientHeaderSummary").contains(summary),
             qPrintable(textOf(m_window.get(), "clientHeaderSummary")));
}

void ClientRowsTest::row6ClientCertificate_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<bool>("letIn");
    QTest::newRow("from the store") << QStringLiteral("client") << true;
    QTest::newRow("none") << QString() << false;
}

void ClientRowsTest::row6ClientCertificate()
{
    QFETCH(const QString, certificate);
    QFETCH(const bool, letIn);
    Workbench& workbench = m_fixture->workbench();
    ServerProfile server {{.name = QStringLiteral("demanding")}, {QStringLiteral("server")}};
    server.clientCertificate = ClientCertificatePolicy::Require;
    server.clientTrust = {.system = false, .store = true, .files = {}};
    QVERIFY(workbench.addServer(server));
    QVERIFY(workbench.startServer(server.name));
    QTRY_COMPARE(workbench.serverStatus(server.name).state, ServerState::Listening);
    const QString name = QStringLiteral("visitor");
    addClient(name, workbench.serverStatus(server.name).port, [&](ClientProfile& profile) {
        profile.certificate = certificate;
    });
    connectAndWait(name);
    QCOMPARE(newest(name)->result == ConnectionResult::Established, letIn);
    QTRY_COMPARE(workbench.serverStatus(server.name).connections.done(), letIn ? 1 : 0);
    const auto served = workbench.connections(Role::Server, server.name);
    QCOMPARE(served.last().record->peerCertificates.isEmpty(), !letIn);
}

/// The verdict first, then why and what to do; the rest a click away.
void ClientRowsTest::row7LevelsOfAnError()
{
    const QString name = QStringLiteral("visitor");
    addClient(name, m_port, [](ClientProfile& profile) {
        profile.versions = TlsVersion::Tls12;
        profile.tuning.cipherList = QStringLiteral("ECDHE-RSA-AES128-GCM-SHA256"); // the key is EC
    });
    connectAndWait(name);
    QCOMPARE(newest(name)->result, ConnectionResult::Failed);
    const Finding finding
        = m_fixture->workbench().connections(Role::Client, name).last().findings.first();
    QTRY_COMPARE(shown("verdictTitle"), finding.title);
    QVERIFY(shown("verdictCause").contains(finding.cause));
    for (const QString& fix : finding.fixes) {
        QVERIFY2(shown("verdictFixes").contains(fix), qPrintable(shown("verdictFixes")));
    }
    const QWidget* attempts = find(m_window.get(), "clientAttempts");
    auto* raw = find<QPlainTextEdit>(attempts, "rawErrors");
    QVERIFY(raw && !raw->isVisible());
    QVERIFY(click(attempts, "rawErrorButton"));
    QVERIFY(raw->isVisible());
    QVERIFY2(raw->toPlainText().contains(QStringLiteral("0A000410")),
             qPrintable(raw->toPlainText()));
    addClient(QStringLiteral("good"), m_port);
    connectAndWait(QStringLiteral("good"));
    QTRY_VERIFY2(shown("verdictTitle").startsWith(QStringLiteral("The handshake worked")),
                 qPrintable(shown("verdictTitle")));
}

void ClientRowsTest::row15OutcomeInTheLibrarysTerms_data()
{
    QTest::addColumn<bool>("good");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("established") << true
                                 << QStringLiteral("SSL_connect returned 1, SSL_ERROR_NONE");
    QTest::newRow("fatal") << false << QStringLiteral("SSL_connect returned -1, SSL_ERROR_SSL");
}

void ClientRowsTest::row15OutcomeInTheLibrarysTerms()
{
    QFETCH(const bool, good);
    QFETCH(const QString, sentence);
    const RawPeer talker(RawPeer::Behaviour::Speak, "220 no TLS here\r\n");
    const QString name = QStringLiteral("visitor");
    addClient(name, good ? m_port : talker.serverPort());
    connectAndWait(name);
    trigger("tab4"); // errors
    QTRY_VERIFY2(shown("libraryOutcome").contains(sentence), qPrintable(shown("libraryOutcome")));
    QVERIFY2(shown("libraryOutcome").contains(QStringLiteral("want read for ")),
             qPrintable(shown("libraryOutcome")));
}

/// The peer that never answers, and the one that is set to deny: the window goes on meanwhile.
void ClientRowsTest::row5OutcomesToldApart()
{
    const RawPeer silent(RawPeer::Behaviour::Silence);
    addClient(QStringLiteral("late"), silent.serverPort(), [](ClientProfile& client) {
        client.limits.whole = *parseDuration(QStringLiteral("10 ms"));
    });
    connectAndWait(QStringLiteral("late"));
    QCOMPARE(newest(QStringLiteral("late"))->result, ConnectionResult::TimedOut);
    const QString late = shown("verdictTitle");
    QVERIFY(m_fixture->workbench().setServerDeny(QStringLiteral("server"), true));
    addClient(QStringLiteral("denied"), m_port);
    connectAndWait(QStringLiteral("denied"));
    QCOMPARE(newest(QStringLiteral("denied"))->result, ConnectionResult::Failed);
    QTRY_VERIFY(!shown("verdictTitle").isEmpty() && shown("verdictTitle") != late);
}

/// The phases tell that nobody was asked, and where nothing was to be asked.
void ClientRowsTest::row8LiteralAsksNoNameService()
{
    const auto phases = [this](const QString& host) {
        addClient(host, m_port, [&host](ClientProfile& client) { client.host = host; });
        connectAndWait(host);
        const QWidget* bars = find(find(m_window.get(), "clientAttempts"), "phaseBars");
        const auto isWhole = [bars] {
            return bars->accessibleName().contains(QStringLiteral("TLS handshake: done"));
        };
        return QTest::qWaitFor(isWhole) ? bars->accessibleName() : QString();
    };
    const QString literal = phases(QStringLiteral("127.0.0.1"));
    QVERIFY2(literal.contains(QStringLiteral("skipped")), qPrintable(literal));
    QVERIFY(newest(QStringLiteral("127.0.0.1"))->found.isEmpty());
    QCOMPARE(newest(QStringLiteral("127.0.0.1"))->phase(PhaseName::Resolve)->result,
             PhaseResult::Skipped);
}

void ClientRowsTest::row16NagleIsChosenAndItsTimesAreShown_data()
{
    QTest::addColumn<QString>("choice");
    QTest::addColumn<bool>("isOn"); // after the handshake
    QTest::newRow("never") << QStringLiteral("never") << false;
    QTest::newRow("after the handshake") << QStringLiteral("after") << true;
    QTest::newRow("always") << QStringLiteral("always") << true;
}

/// Chosen in the dialog; then the overview says what was in force, and the list of messages when
/// the last flight left. What that costs is measured in socket_settings_test.
void ClientRowsTest::row16NagleIsChosenAndItsTimesAreShown()
{
    QFETCH(const QString, choice);
    QFETCH(const bool, isOn);
    const QString name = QStringLiteral("client");
    addClient(name, m_port);
    m_window->showClient(name);
    const QWidget* dialog = open("properties", "clientDialog");
    QVERIFY(dialog != nullptr);
    choose(dialog, "clientNagle", choice);
    QVERIFY(click(dialog, "clientDialogAccept"));
    QTRY_VERIFY(newest(name) && !status(name).connecting);
    const QWidget* panel = find(m_window.get(), "clientAttempts");
    const auto* agreed = find<FactList>(panel, "agreedFacts");
    const auto* ends = find<FactList>(panel, "endFacts");
    QTRY_VERIFY(!agreed->value(QStringLiteral("Version")).isEmpty());
    QTRY_COMPARE(ends->value(QStringLiteral("Socket")).contains(QStringLiteral("Nagle")), isOn);
    find<ConnectionView>(panel, "clientAttemptsView")->showTab(QStringLiteral("messagesTab"));
    const QAbstractItemModel* messages = find<DataTable>(panel, "messageTable")->model();
    QString time;
    const auto isTold = [&] {
        for (int row = 0; row < messages->rowCount(); ++row) {
            const auto shown = [messages, row](int column) {
                return messages->index(row, column).data().toString();
            };
            if (shown(MessageTableModel::MessageColumn) == QStringLiteral("finished")
                && shown(MessageTableModel::DirectionColumn) == QStringLiteral("sent")) {
                time = shown(MessageTableModel::TimeColumn);
            }
        }
        return time.endsWith(QStringLiteral(" ms"));
    };
    QTRY_VERIFY2(isTold(), qPrintable(time));
}

/// Datagrams in clear have a destination and no connection, which is what is shown.
void ClientRowsTest::row17DatagramsConnectNothing()
{
    addClient(QStringLiteral("udp"), m_port, [](ClientProfile& client) {
        client.transport = Transport::Udp;
        client.plain = true;
    });
    m_window->showClient(QStringLiteral("udp"));
    trigger("start");
    QTRY_VERIFY(status(QStringLiteral("udp")).open);
    QTRY_VERIFY2(shown("verdictTitle").contains(QStringLiteral("othing")),
                 qPrintable(shown("verdictTitle")));
    trigger("stop");
    QTRY_VERIFY(!status(QStringLiteral("udp")).open);
}

/// It connects whatever the certificate, and the verdict says what a check would have found.
void ClientRowsTest::row19TrustedSite()
{
    addClient(QStringLiteral("trusting"), m_port, [](ClientProfile& client) {
        client.verify = VerifyMode::None;
        client.trust = {.system = true, .store = false, .files = {}};
    });
    connectAndWait(QStringLiteral("trusting"));
    const auto record = newest(QStringLiteral("trusting"));
    QCOMPARE(record->result, ConnectionResult::Established);
    QVERIFY(!record->verification.results.isEmpty());
    const QString said = shown("verdictTitle") + shown("verdictCause") + shown("verdictFixes");
    QTRY_VERIFY2(
        shown("verdictCause").contains(QStringLiteral("trusted site"), Qt::CaseInsensitive),
        qPrintable(said));
}

void ClientRowsTest::row22MissingCredentialsAreToldBeforeConnecting_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::newRow("no such entry") << QStringLiteral("nobody");
    QTest::newRow("without key") << QStringLiteral("no key");
    QTest::newRow("another case") << QStringLiteral("CLIENT");
}

void ClientRowsTest::row22MissingCredentialsAreToldBeforeConnecting()
{
    QFETCH(const QString, certificate);
    const QString name = QStringLiteral("visitor");
    addClient(name, m_port, [&](ClientProfile& profile) { profile.certificate = certificate; });
    m_window->showClient(name);
    trigger("start");
    const QWidget* page = find(m_window.get(), "clientPage");
    QTRY_VERIFY(find(page, "clientFault")->isVisible());
    QVERIFY2(textOf(page, "clientFaultText").contains(certificate),
             qPrintable(textOf(page, "clientFaultText")));
    QVERIFY(!newest(name));
    QCOMPARE(m_fixture->workbench().serverStatus(QStringLiteral("server")).connections.open(), 0);
}

/// Of several at once one that fails and one that hangs change nothing for the others.
void ClientRowsTest::row24EachIsIndependent()
{
    const RawPeer silent(RawPeer::Behaviour::Silence);
    const RawPeer closing(RawPeer::Behaviour::CloseAtOnce);
    const QString hanging = QStringLiteral("hanging");
    const QString failing = QStringLiteral("failing");
    addClient(hanging, silent.serverPort());
    addClient(failing, closing.serverPort());
    QStringList good;
    constexpr int kGood = 6;
    for (int i = 0; i < kGood; ++i) {
        good.append(QStringLiteral("client %1").arg(i));
        addClient(good.last(), m_port);
    }
    for (const QString& name : QStringList {hanging, failing} + good) {
        m_window->showClient(name);
        trigger("start");
    }
    for (const QString& name : good) {
        QTRY_VERIFY(status(name).open);
        m_fixture->workbench().sendFromClient(name, name.toUtf8());
    }
    for (const QString& name : good) {
        QTRY_COMPARE(newest(name)->data.size(), 2);
        QCOMPARE(newest(name)->data.last().bytes, name.toUtf8()); // its own words, and no other's
    }
    QTRY_COMPARE(newest(failing)->result, ConnectionResult::Failed);
    QVERIFY(status(hanging).connecting);
    m_window->showClient(hanging);
    trigger("cancel");
    QTRY_COMPARE(newest(hanging)->result, ConnectionResult::Cancelled);
    for (const QString& name : good) {
        QVERIFY(status(name).open);
    }
}

} // namespace workbench

QTEST_MAIN(workbench::ClientRowsTest)
#include "client_rows_test.moc"
