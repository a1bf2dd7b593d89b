#include "core/connection/tls_catalogue.h"
#include "tests/ui/support/window_fixture.h"
#include "ui/common/form_field.h"
#include "ui/servers/server_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QLineEdit>
#include <QPushButton>
#include <QTcpSocket>
#include <QTest>

#include <algorithm>

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
    void unusedIsSaidBesideTheField_data();
    void unusedIsSaidBesideTheField();
    void whatIsSwitchedOffIsNeverUnused();
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

void ServerRowsTest::unusedIsSaidBesideTheField_data()
{
    QTest::addColumn<QByteArray>("editor");
    QTest::addColumn<QString>("text"); // of a line; empty: the editor is a box
    QTest::addColumn<QByteArray>("switched"); // what leaves nothing for it to do
    QTest::addColumn<QString>("said");
    const auto row
        = [](const char* editor, const QString& text, const char* switched, const char* said) {
              QTest::addRow("%s, %s", editor, switched)
                  << QByteArray(editor) << text << QByteArray(switched)
                  << QString::fromLatin1(said);
          };
    for (const auto& [editor, text] : {std::pair {"serverAlpn", "h2"},
                                       {"serverCiphers", "HIGH"},
                                       {"serverSuites", "TLS_AES_128_GCM_SHA256"},
                                       {"serverGroups", "X25519"},
                                       {"serverSignatures", "ed25519"},
                                       {"serverSecurityLevel", ""},
                                       {"serverDhGroup", ""},
                                       {"serverRenegotiations", "3"},
                                       {"serverTicketCount", "5"},
                                       {"serverSessionLifetime", "1 min"},
                                       {"serverTicketKeyRotation", "1 h"},
                                       {"serverPskIdentity", "me"},
                                       {"serverUnknownNames", ""},
                                       {"serverClientCertificate", ""}}) {
        row(editor, QLatin1String(text), "serverPlain", "Without TLS");
    }
    row("serverKeyLog",
        QDir::temp().filePath(QStringLiteral("keys")),
        "serverPlain",
        "Without TLS");
    row("serverExplicitTls", {}, "serverPlain", "Leave it out, or speak TLS");
    const QString suite = QStringLiteral("TLS_AES_128_GCM_SHA256");
    row("serverSuites", suite, "serverVersions1.3", "Only TLS 1.3");
    row("serverSuites", suite, "serverDatagrams", "Only TLS 1.3");
    row("serverTicketCount", QStringLiteral("5"), "serverVersions1.3", "Only TLS 1.3");
    row("serverCiphers",
        QStringLiteral("HIGH"),
        "serverVersions1.2",
        "TLS 1.3 has nothing like that");
    row("serverDhGroup", {}, "serverVersions1.2", "TLS 1.3 has nothing like that");
    row("serverRenegotiations",
        QStringLiteral("3"),
        "serverVersions1.2",
        "TLS 1.3 has nothing like that");
}

/// Whichever comes last, and until one of them is taken back.
void ServerRowsTest::unusedIsSaidBesideTheField()
{
    QFETCH(const QByteArray, editor);
    QFETCH(const QString, text);
    QFETCH(const QByteArray, switched);
    QFETCH(const QString, said);
    auto* box = m_dialog->findChild<QComboBox*>(QString::fromLatin1(editor));
    const auto set = [&](bool usual) {
        if (box != nullptr) {
            box->setCurrentIndex(usual ? 0 : 1);
        } else {
            find<QLineEdit>(m_dialog.get(), editor.constData())->setText(usual ? QString() : text);
        }
    };
    const QWidget* const edited = find(m_dialog.get(), editor.constData());
    const auto fields = m_dialog->findChildren<FormField*>();
    const auto field = std::find_if(fields.begin(), fields.end(), [edited](const FormField* one) {
        return one->isAncestorOf(edited);
    });
    auto* tick = find<QCheckBox>(m_dialog.get(), switched.constData());
    QVERIFY(isAcceptable());
    for (const bool tickedFirst : {false, true}) {
        if (tickedFirst) {
            tick->toggle();
            QVERIFY(isAcceptable());
            set(false);
        } else {
            set(false);
            QVERIFY(isAcceptable());
            tick->toggle();
        }
        QVERIFY(!isAcceptable());
        QVERIFY2((*field)->message().contains(said), qPrintable((*field)->message()));
        set(true);
        QVERIFY(isAcceptable());
        tick->toggle();
    }
}

/// And what stands in no row of its own is spoken of where it is said that there is no TLS.
void ServerRowsTest::whatIsSwitchedOffIsNeverUnused()
{
    find<QCheckBox>(m_dialog.get(), "serverTickets")->setChecked(false);
    find<QCheckBox>(m_dialog.get(), "serverSessionIds")->setChecked(false);
    for (const char* box : {"serverVersions1.2", "serverPlain"}) {
        find<QCheckBox>(m_dialog.get(), box)->toggle();
        QVERIFY2(isAcceptable(), qPrintable(textOf(m_dialog.get(), "serverDialogMissing")));
    }
    find<QCheckBox>(m_dialog.get(), "serverClientOrder")->setChecked(true);
    QVERIFY(!isAcceptable());
    QVERIFY(textOf(m_dialog.get(), "serverPlainMessage").contains(QStringLiteral("no handshake")));
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
