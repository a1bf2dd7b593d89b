#include "core/connection/tls_catalogue.h"
#include "tests/ui/support/window_fixture.h"
#include "ui/servers/server_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTcpSocket>
#include <QTest>

namespace workbench {

using tests::find;
using tests::textOf;
using tests::WindowFixture;

/// Rows of the behaviour that a server must have, in the window; the command line has its own test
/// of the same name.
class ServerRowsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void row11VersionsPerServer_data();
    void row11VersionsPerServer();
    void row17WithoutTls();
    void row18OptionsThatDoNotFitAreSaid_data();
    void row18OptionsThatDoNotFitAreSaid();
    void row20LegacyPresetSaysWhatIsMissing();
    void row25ExplicitTls();
    void answersAreCheckedWhileTyping_data();
    void answersAreCheckedWhileTyping();

private:
    void choose(const char* name, const QString& data) const
    {
        auto* box = find<QComboBox>(m_dialog.get(), name);
        box->setCurrentIndex(box->findData(data));
        Q_EMIT box->activated(box->currentIndex());
    }

    bool isAcceptable() const
    {
        return find<QPushButton>(m_dialog.get(), "serverDialogAccept")->isEnabled();
    }

    std::unique_ptr<WindowFixture> m_fixture;
    std::unique_ptr<ServerDialog> m_dialog;
};

void ServerRowsTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->addCertificates();
    m_dialog = std::make_unique<ServerDialog>(m_fixture->context(), QString());
    m_dialog->setAttribute(Qt::WA_DeleteOnClose, false);
    m_dialog->show();
}

void ServerRowsTest::cleanup()
{
    m_dialog.reset();
    m_fixture.reset();
}

void ServerRowsTest::row11VersionsPerServer_data()
{
    QTest::addColumn<QString>("preset");
    QTest::addColumn<int>("versions");
    QTest::newRow("default") << QString() << int(kModernVersions);
    QTest::newRow("of the original")
        << QStringLiteral("compatible") << int(*parseTlsVersions(QStringLiteral("compatible")));
    QTest::newRow("all") << QStringLiteral("legacy") << int(kAllTlsVersions);
}

void ServerRowsTest::row11VersionsPerServer()
{
    QFETCH(const QString, preset);
    QFETCH(const int, versions);
    if (!preset.isEmpty()) {
        choose("serverVersionsPreset", preset);
    }
    QCOMPARE(int(m_dialog->profile().versions), versions);
    find<QCheckBox>(m_dialog.get(), "serverVersionsSSL3")->setChecked(true);
    QVERIFY(!isAcceptable()); // the library does not speak it
    QVERIFY(!textOf(m_dialog.get(), "serverVersionsMessage").isEmpty());
}

/// No certificate is needed, and what a client says comes back as it was said.
void ServerRowsTest::row17WithoutTls()
{
    find<QComboBox>(m_dialog.get(), "serverCertificate")->setCurrentIndex(-1);
    find<QComboBox>(m_dialog.get(), "serverCertificate")->clearEditText();
    QVERIFY(!isAcceptable());
    find<QCheckBox>(m_dialog.get(), "serverPlain")->setChecked(true);
    QVERIFY(isAcceptable());
    ServerProfile profile = m_dialog->profile();
    QVERIFY(profile.plain && profile.certificates.isEmpty());
    profile.name = QStringLiteral("clear");
    Workbench& workbench = m_fixture->workbench();
    QVERIFY(workbench.addServer(profile));
    QVERIFY(workbench.startServer(profile.name));
    QTRY_VERIFY(workbench.serverStatus(profile.name).port != 0);
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost),
                         workbench.serverStatus(profile.name).port);
    client.write("as it is");
    QTRY_COMPARE(client.bytesAvailable(), 8);
    QCOMPARE(client.readAll(), QByteArray("as it is"));
}

void ServerRowsTest::row18OptionsThatDoNotFitAreSaid_data()
{
    QTest::addColumn<QByteArray>("box"); // ticked with DTLS
    QTest::newRow("keep-alive") << QByteArray("serverKeepAlive");
    QTest::newRow("Nagle") << QByteArray("serverNagle");
    QTest::newRow("explicit TLS") << QByteArray("serverExplicitTls");
}

void ServerRowsTest::row18OptionsThatDoNotFitAreSaid()
{
    QFETCH(const QByteArray, box);
    if (auto* tick = m_dialog->findChild<QCheckBox*>(QString::fromLatin1(box))) {
        tick->setChecked(true);
    } else {
        m_dialog->findChild<QComboBox*>(QString::fromLatin1(box))->setCurrentIndex(1);
    }
    QVERIFY(isAcceptable());
    find<QCheckBox>(m_dialog.get(), "serverDatagrams")->setChecked(true);
    QVERIFY(!textOf(m_dialog.get(), (box + "Message").constData()).isEmpty());
    QVERIFY(!isAcceptable());
}

void ServerRowsTest::row20LegacyPresetSaysWhatIsMissing()
{
    choose("serverVersionsPreset", QStringLiteral("legacy"));
    QCOMPARE(m_dialog->profile().versions, kAllTlsVersions);
    QCOMPARE(m_dialog->profile().tuning.cipherList, QString::fromLatin1(kLegacyCipherList));
    QCOMPARE(m_dialog->profile().tuning.securityLevel, 0);
    const QString missing
        = unknownCipherWords(QString::fromLatin1(kLegacyCipherList)).join(QStringLiteral(", "));
    QVERIFY2(textOf(m_dialog.get(), "serverVersionsMessage").contains(missing),
             qPrintable(textOf(m_dialog.get(), "serverVersionsMessage")));
    choose("serverVersionsPreset", QStringLiteral("modern"));
    QCOMPARE(m_dialog->profile().tuning.cipherList, QString());
}

void ServerRowsTest::row25ExplicitTls()
{
    choose("serverExplicitTls", QStringLiteral("smtp"));
    QVERIFY(isAcceptable());
    ServerProfile profile = m_dialog->profile();
    QCOMPARE(profile.explicitTls, QStringLiteral("smtp"));
    Workbench& workbench = m_fixture->workbench();
    QVERIFY(workbench.addServer(profile));
    QVERIFY(workbench.startServer(profile.name));
    QTRY_VERIFY(workbench.serverStatus(profile.name).port != 0);
    ClientProfile client
        = WindowFixture::client(QStringLiteral("c"), workbench.serverStatus(profile.name).port);
    client.explicitTls.protocol = QStringLiteral("smtp");
    QVERIFY(workbench.addClient(client));
    QVERIFY(workbench.connectClient(client.name));
    const auto served = [&]() -> ConnectionRecordPtr {
        const auto kept = workbench.connections(Role::Server, profile.name);
        return kept.isEmpty() ? nullptr : kept.last().record;
    };
    QTRY_VERIFY(served() && served()->result == ConnectionResult::Established);
    QCOMPARE(served()->explicitTls, QStringLiteral("smtp"));
    QVERIFY(!served()->clearDialogue.isEmpty());
}

void ServerRowsTest::answersAreCheckedWhileTyping_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("good");
    QTest::newRow("delay") << QByteArray("serverAnswerDelay") << "250 ms" << true;
    QTest::newRow("no delay") << QByteArray("serverAnswerDelay") << "soon" << false;
    QTest::newRow("rate") << QByteArray("serverAnswerRate") << "9600" << true;
    QTest::newRow("no rate") << QByteArray("serverAnswerRate") << "0" << false;
    QTest::newRow("rate in words") << QByteArray("serverAnswerRate") << "fast" << false;
    QTest::newRow("no dialogue") << QByteArray("serverAnswerText") << "/no/such/file" << false;
}

void ServerRowsTest::answersAreCheckedWhileTyping()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QString, text);
    QFETCH(const bool, good);
    if (line == "serverAnswerText") {
        auto* mode = find<QComboBox>(m_dialog.get(), "serverAnswer");
        mode->setCurrentIndex(mode->findData(int(AnswerMode::Script)));
    }
    m_dialog->findChild<QLineEdit*>(QString::fromLatin1(line))->setText(text);
    QCOMPARE(isAcceptable(), good);
    QVERIFY(!textOf(m_dialog.get(), (line + "Message").constData()).isEmpty()); // hint or fault
}

} // namespace workbench

QTEST_MAIN(workbench::ServerRowsTest)
#include "server_rows_test.moc"
