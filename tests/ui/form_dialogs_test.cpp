#include "tests/ui/support/window_fixture.h"
#include "ui/certificates/new_certificate_dialog.h"
#include "ui/certificates/password_dialog.h"
#include "ui/clients/client_dialog.h"
#include "ui/common/form_field.h"
#include "ui/servers/server_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

namespace workbench {

using tests::click;
using tests::find;
using tests::textOf;
using tests::type;
using tests::WindowFixture;

/// The dialogs check while a person types, say what is wrong next to the field, and accept only
/// what core takes.
class FormDialogsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void duplicateNamesAreRefused();
    void serverPorts_data();
    void serverPorts();
    void serverWithoutCertificates();
    void row10CertificateWithoutKey();
    void row9CertificateByHash();
    void row12AddressesOfThisComputer();
    void row14WhoIsLetIn_data();
    void row14WhoIsLetIn();
    void serverIsAdded();
    void serverWithAKeyNeedsNoCertificate();
    void editedServerComesBackAsItWas();
    void editedClientComesBackAsItWas();
    void editedClientOfAnotherKindComesBackAsItWas();
    void serverRowsThatDoNotFit();
    void noLimitOfAServer_data();
    void noLimitOfAServer();
    void certificateNamesAreChecked();
    void certificateIsMade();
    void certificateNeedsAnIssuer();
    void wrongPasswordIsAskedAgain();

private:
    static bool acceptable(const QWidget& dialog, const char* name)
    {
        return find<QPushButton>(&dialog, name)->isEnabled();
    }
};

void FormDialogsTest::duplicateNamesAreRefused()
{
    WindowFixture fixture;
    fixture.addCertificates();
    QVERIFY(fixture.workbench().addClient(WindowFixture::client(QStringLiteral("shop"), 443)));
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(type(&dialog, "clientName", QStringLiteral("shop")));
    QVERIFY(!acceptable(dialog, "clientDialogAccept"));
    QVERIFY(textOf(&dialog, "clientNameMessage").contains(QStringLiteral("“shop”")));
    QVERIFY(type(&dialog, "clientName", QStringLiteral("Shop")));
    QVERIFY(acceptable(dialog, "clientDialogAccept"));
}

void FormDialogsTest::serverPorts_data()
{
    QTest::addColumn<QString>("port");
    QTest::addColumn<bool>("good");
    QTest::newRow("free one") << QStringLiteral("0") << true;
    QTest::newRow("greatest") << QStringLiteral("65535") << true;
    QTest::newRow("too great") << QStringLiteral("70000") << false;
    QTest::newRow("negative") << QStringLiteral("-1") << false;
    QTest::newRow("nothing") << QString() << false;
}

void FormDialogsTest::serverPorts()
{
    QFETCH(QString, port);
    QFETCH(bool, good);
    WindowFixture fixture;
    fixture.addCertificates();
    ServerDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    find<QComboBox>(&dialog, "serverCertificate")->setEditText(QStringLiteral("server"));
    QVERIFY(type(&dialog, "serverPort", port));
    QCOMPARE(acceptable(dialog, "serverDialogAccept"), good);
}

void FormDialogsTest::serverWithoutCertificates()
{
    WindowFixture fixture;
    ServerDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(!acceptable(dialog, "serverDialogAccept"));
    QVERIFY(textOf(&dialog, "serverCertificateMessage").contains(QStringLiteral("no certificate")));
}

void FormDialogsTest::row10CertificateWithoutKey()
{
    WindowFixture fixture;
    fixture.addCertificates();
    ServerDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(acceptable(dialog, "serverDialogAccept")); // the first that can serve is proposed
    QCOMPARE(dialog.profile().certificates, QStringList {QStringLiteral("server")});
    find<QComboBox>(&dialog, "serverCertificate")->setEditText(QStringLiteral("no key"));
    QVERIFY(!acceptable(dialog, "serverDialogAccept"));
    const QString message = textOf(&dialog, "serverCertificateMessage");
    QVERIFY2(message.contains(QStringLiteral("“no key”"))
                 && message.contains(QStringLiteral("private key")),
             qPrintable(message));
}

void FormDialogsTest::row9CertificateByHash()
{
    WindowFixture fixture;
    fixture.addCertificates();
    const StoreEntry entry = *fixture.workbench().certificates().find(QStringLiteral("server"));
    ServerDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    // As the Windows certificate dialog copies it: upper case, spaces, an invisible mark.
    const QString copied
        = QChar(0x200e) + QString::fromLatin1(entry.facts.sha1.toHex(' ').toUpper());
    find<QComboBox>(&dialog, "serverCertificate")->setEditText(copied);
    QVERIFY2(acceptable(dialog, "serverDialogAccept"),
             qPrintable(textOf(&dialog, "serverCertificateMessage")));
    find<QComboBox>(&dialog, "serverCertificateLookup")->setCurrentIndex(1); // a name only
    QVERIFY(!acceptable(dialog, "serverDialogAccept"));
}

void FormDialogsTest::row12AddressesOfThisComputer()
{
    WindowFixture fixture;
    fixture.addCertificates();
    ServerDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    auto* address = find<QComboBox>(&dialog, "serverAddress");
    QCOMPARE(address->count(), static_cast<int>(localAddresses().size()));
    QVERIFY(QHostAddress(dialog.profile().listen.address).isLoopback());
    address->setCurrentIndex(address->count() - 1); // every address
    QVERIFY(textOf(&dialog, "serverAddressMessage").contains(QStringLiteral("Other computers")));
    QVERIFY(acceptable(dialog, "serverDialogAccept"));
}

void FormDialogsTest::row14WhoIsLetIn_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("good");
    QTest::newRow("network") << QByteArray("serverAllowed") << "192.0.2.0/24, ::1" << true;
    QTest::newRow("no network") << QByteArray("serverAllowed") << "192.0.2.0/33" << false;
    QTest::newRow("host name") << QByteArray("serverAllowed") << "shop.example" << false;
    QTest::newRow("most") << QByteArray("serverMostConnections") << "20" << true;
    QTest::newRow("as many as can be") << QByteArray("serverMostConnections") << "" << true;
    QTest::newRow("none at all") << QByteArray("serverMostConnections") << "0" << false;
    QTest::newRow("too many") << QByteArray("serverMostConnections") << "5000" << false;
    QTest::newRow("silence") << QByteArray("serverIdleLimit") << "2 min" << true;
    QTest::newRow("any silence") << QByteArray("serverIdleLimit") << "" << true;
    QTest::newRow("no duration") << QByteArray("serverIdleLimit") << "soon" << false;
}

void FormDialogsTest::row14WhoIsLetIn()
{
    QFETCH(const QByteArray, field);
    QFETCH(const QString, text);
    QFETCH(const bool, good);
    WindowFixture fixture;
    fixture.addCertificates();
    ServerDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    QVERIFY(acceptable(dialog, "serverDialogAccept"));
    find<QLineEdit>(&dialog, field.constData())->setText(text);
    QCOMPARE(acceptable(dialog, "serverDialogAccept"), good);
}

void FormDialogsTest::serverIsAdded()
{
    WindowFixture fixture;
    fixture.addCertificates();
    auto* dialog = new ServerDialog(fixture.context(), {});
    QSignalSpy saved(dialog, &ServerDialog::saved);
    dialog->open();
    QVERIFY(type(dialog, "serverName", QStringLiteral("shop test")));
    QVERIFY(type(dialog, "serverPort", QStringLiteral("0")));
    QVERIFY(click(dialog, "serverDialogAccept"));
    QCOMPARE(saved.size(), 1);
    QCOMPARE(saved.first().at(0).toString(), QStringLiteral("shop test"));
    QCOMPARE(saved.first().at(1).toBool(), true);
    const auto profile = fixture.workbench().serverProfile(QStringLiteral("shop test"));
    QVERIFY(profile);
    QCOMPARE(profile->certificates, QStringList {QStringLiteral("server")});
}

void FormDialogsTest::serverWithAKeyNeedsNoCertificate()
{
    WindowFixture fixture;
    ServerDialog dialog(fixture.context(), {});
    dialog.open();
    const auto* const accept = find<QPushButton>(&dialog, "serverDialogAccept");
    QVERIFY(!accept->isEnabled());
    QVERIFY(type(&dialog, "serverPskIdentity", QString(257, QLatin1Char('i'))));
    QVERIFY(!accept->isEnabled());
    QVERIFY(type(&dialog, "serverPskIdentity", QStringLiteral("me")));
    QVERIFY(accept->isEnabled());
    QVERIFY(dialog.profile().certificates.isEmpty());
    QVERIFY(type(&dialog, "serverPskIdentity", QString()));
    QVERIFY(!accept->isEnabled());
}

void FormDialogsTest::editedServerComesBackAsItWas()
{
    WindowFixture fixture;
    fixture.addCertificates();
    ServerProfile server {{.name = QStringLiteral("s")}, {QStringLiteral("server")}};
    server.listen.address = QStringLiteral("127.0.0.1");
    server.listen.port = 5043;
    server.listen.reuseAddress = false;
    server.listen.threads = 3;
    server.versions = TlsVersion::Tls12;
    server.clientCertificate = ClientCertificatePolicy::Require;
    server.access = {.deny = true,
                     .way = DenyWay::Alert,
                     .alert = 40,
                     .mostConnections = 20,
                     .allowed = {QStringLiteral("127.0.0.1"), QStringLiteral("2001:db8::/32")}};
    server.limits = {.firstByte = Milliseconds(700),
                     .starttls = Milliseconds(900),
                     .handshake = Milliseconds(1500),
                     .idle = Milliseconds(0),
                     .data = Milliseconds(60'000)};
    server.unknownNames = UnknownNames::Warn;
    server.issuerNames = true;
    server.handshake = {.clientOrder = true, .renegotiations = 3, .dhGroup = DhGroup::Ffdhe4096};
    server.sessions = {.tickets = true,
                       .ticketCount = 3,
                       .lifetime = Milliseconds(60'000),
                       .keyRotation = Milliseconds(2000),
                       .ids = false};
    server.staples = {QStringLiteral("/tmp/a, b\"c.der"), kStapleOfStore, QString()};
    server.pskIdentity = QStringLiteral("me");
    server.answer = {.mode = AnswerMode::Banner,
                     .text = QStringLiteral("hello"),
                     .delay = Milliseconds(250),
                     .bytesPerSecond = 4000};
    server.explicitTls = QStringLiteral("imap");
    server.listen.keepAlive = true;
    server.listen.nagle = Nagle::Always;
    server.tuning.cipherList = QStringLiteral("HIGH");
    server.tuning.securityLevel = 2;
    server.tuning.alpn = {QStringLiteral("h2"), QStringLiteral("http/1.1")};
    QVERIFY(fixture.workbench().addServer(server));
    const ServerDialog serverDialog(fixture.context(), QStringLiteral("s"));
    QCOMPARE(toJson(serverDialog.profile()), toJson(server));
}

void FormDialogsTest::editedClientComesBackAsItWas()
{
    WindowFixture fixture;
    fixture.addCertificates();
    ClientProfile client = WindowFixture::client(QStringLiteral("c"), 8443);
    client.limits = {.whole = Milliseconds(2000),
                     .resolve = Milliseconds(100),
                     .tcp = Milliseconds(200),
                     .proxy = Milliseconds(250),
                     .tls = Milliseconds(300)};
    client.proxy = {ProxyKind::Http, QStringLiteral("proxy.test"), 3128, QStringLiteral("me")};
    client.handshake = {.recordPadding = 64,
                        .minimumDhBits = 2048,
                        .tickets = false,
                        .askTimestamps = true,
                        .legacyRenegotiation = true};
    client.check = {.pins = {QString(64, QLatin1Char('a'))},
                    .time = QDateTime({2030, 1, 31}, {12, 0}, Qt::UTC),
                    .revocationFiles = {QStringLiteral("/ca.crl")},
                    .revocation = RevocationCheck::Chain};
    client.family = FamilyPreference::PreferIpv4;
    client.limits.idle = Milliseconds(400);
    client.limits.data = Milliseconds(500);
    client.limits.starttls = Milliseconds(270);
    client.explicitTls.protocol = QStringLiteral("ldap");
    client.socket = {.keepAlive = true,
                     .nagle = Nagle::AfterHandshake,
                     .localAddress = QStringLiteral("127.0.0.1"),
                     .localPort = 1017,
                     .dontRoute = true};
    client.verify = VerifyMode::Chain;
    client.certificate = QStringLiteral("server");
    client.serverName = QStringLiteral("other.test");
    client.versions = kAllTlsVersions;
    client.tuning.groups = QStringLiteral("X25519");
    client.capturePath = QStringLiteral("c.pcapng");
    client.captureSecrets = true;
    client.keeping = {.mostBytes = 64 << 10, .receivedPath = QStringLiteral("received")};
    QVERIFY(fixture.workbench().addClient(client));
    const ClientDialog clientDialog(fixture.context(), QStringLiteral("c"));
    QCOMPARE(toJson(clientDialog.profile()), toJson(client));
}

void FormDialogsTest::editedClientOfAnotherKindComesBackAsItWas()
{
    WindowFixture fixture;
    ClientProfile datagrams = WindowFixture::client(QStringLiteral("d"), 8443);
    datagrams.transport = Transport::Udp;
    datagrams.socket.mtu = 500;
    QVERIFY(fixture.workbench().addClient(datagrams));
    const ClientDialog ofDatagrams(fixture.context(), QStringLiteral("d"));
    QCOMPARE(toJson(ofDatagrams.profile()), toJson(datagrams));
    ClientProfile byHand = WindowFixture::client(QStringLiteral("h"), 8443);
    byHand.explicitTls = {ExplicitTlsChoice::kManual, QStringLiteral("/script")};
    QVERIFY(fixture.workbench().addClient(byHand));
    const ClientDialog ofHand(fixture.context(), QStringLiteral("h"));
    QCOMPARE(toJson(ofHand.profile()), toJson(byHand));
}

void FormDialogsTest::noLimitOfAServer_data()
{
    QTest::addColumn<QByteArray>("row");
    QTest::addColumn<bool>("always"); // over UDP there is one
    QTest::newRow("handshake") << QByteArray("serverHandshakeLimit") << true;
    QTest::newRow("silence") << QByteArray("serverIdleLimit") << true;
    QTest::newRow("data") << QByteArray("serverDataLimit") << false;
}

/// What 0 and an empty row stand for depends on the transport, which is chosen elsewhere.
void FormDialogsTest::noLimitOfAServer()
{
    QFETCH(const QByteArray, row);
    QFETCH(const bool, always);
    WindowFixture fixture;
    ServerDialog dialog(fixture.context(), {});
    auto* limit = find<QLineEdit>(&dialog, row.constData());
    auto* datagrams = find<QCheckBox>(&dialog, "serverDatagrams");
    const QString usual = toText(ServerLimits::kUsualIdle);
    for (const bool udp : {false, true, false}) {
        datagrams->setChecked(udp);
        limit->clear();
        QCOMPARE(limit->placeholderText(), udp && always ? usual : QStringLiteral("no limit"));
        limit->setText(QStringLiteral("0"));
        const QString message = textOf(&dialog, (row + "Message").constData());
        QCOMPARE(message,
                 udp && always ? QStringLiteral("Over UDP there is always a limit: 0 stands for "
                                                "%1.")
                                     .arg(usual)
                               : QStringLiteral("No limit."));
    }
}

/// What the server would refuse to start with is said while it is typed.
void FormDialogsTest::serverRowsThatDoNotFit()
{
    WindowFixture fixture;
    fixture.addCertificates();
    ServerProfile server {{.name = QStringLiteral("s")}, {QStringLiteral("server")}};
    server.transport = Transport::Udp;
    server.limits.firstByte = Milliseconds(700);
    server.listen.threads = 2;
    server.answer = {AnswerMode::File, QStringLiteral("/dev/zero")};
    QVERIFY(fixture.workbench().addServer(server));
    ServerDialog dialog(fixture.context(), QStringLiteral("s"));
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(!acceptable(dialog, "serverDialogAccept"));
    QVERIFY(textOf(&dialog, "serverFirstByteLimitMessage").contains(QStringLiteral("UDP")));
    QVERIFY(textOf(&dialog, "serverThreadsMessage").contains(QStringLiteral("UDP")));
    QVERIFY(!textOf(&dialog, "serverAnswerTextMessage").isEmpty());
    find<QCheckBox>(&dialog, "serverDatagrams")->setChecked(false);
    QVERIFY(!textOf(&dialog, "serverFirstByteLimitMessage").contains(QStringLiteral("UDP")));
    QVERIFY(!textOf(&dialog, "serverThreadsMessage").contains(QStringLiteral("UDP")));
    find<QLineEdit>(&dialog, "serverThreads")->setText(QStringLiteral("65"));
    QVERIFY(textOf(&dialog, "serverThreadsMessage").contains(QStringLiteral("64")));
    find<QLineEdit>(&dialog, "serverThreads")->setText(QStringLiteral("2"));
    QVERIFY(!acceptable(dialog, "serverDialogAccept"));
    find<QLineEdit>(&dialog, "serverAnswerText")->setText(QCoreApplication::applicationFilePath());
    QVERIFY(acceptable(dialog, "serverDialogAccept"));
}

void FormDialogsTest::certificateNamesAreChecked()
{
    WindowFixture fixture;
    fixture.addCertificates();
    NewCertificateDialog dialog(fixture.context());
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(acceptable(dialog, "newCertificateDialogAccept"));
    QVERIFY(type(&dialog, "certificateName", QStringLiteral("server")));
    QVERIFY(!acceptable(dialog, "newCertificateDialogAccept"));
    QVERIFY(textOf(&dialog, "certificateNameMessage").contains(QStringLiteral("“server”")));
    QVERIFY(type(&dialog, "certificateName", QStringLiteral("shop")));
    QVERIFY(acceptable(dialog, "newCertificateDialogAccept"));
    QVERIFY(click(&dialog, "certificateDatesGroupButton"));
    QVERIFY(type(&dialog, "certificateNotAfter", QStringLiteral("2020-02-30")));
    QVERIFY(!acceptable(dialog, "newCertificateDialogAccept"));
    QVERIFY(type(&dialog, "certificateNotAfter", QStringLiteral("2099-12-31 23:59:59")));
    QVERIFY(acceptable(dialog, "newCertificateDialogAccept"));
    find<QLineEdit>(&dialog, "certificateSan")->setText(QStringLiteral("ip:999.1.1.1"));
    QVERIFY(!acceptable(dialog, "newCertificateDialogAccept"));
    QVERIFY(!textOf(&dialog, "certificateSanMessage").isEmpty());
}

void FormDialogsTest::certificateIsMade()
{
    WindowFixture fixture;
    fixture.addCertificates();
    auto* dialog = new NewCertificateDialog(fixture.context());
    QSignalSpy made(dialog, &NewCertificateDialog::made);
    dialog->open();
    QVERIFY(type(dialog, "certificateName", QStringLiteral("shop")));
    QVERIFY(type(dialog, "certificateSan", QStringLiteral("shop.test, 127.0.0.1")));
    auto* validity = find<QComboBox>(dialog, "certificateValidity");
    validity->setCurrentIndex(validity->findText(QStringLiteral("30 days")));
    QVERIFY(click(dialog, "newCertificateDialogAccept"));
    QTRY_COMPARE(made.size(), 1);
    const StoreEntry entry = *fixture.workbench().certificates().find(QStringLiteral("shop"));
    QCOMPARE(entry.facts.san,
             (QStringList {QStringLiteral("dns:shop.test"), QStringLiteral("ip:127.0.0.1")}));
    QCOMPARE(entry.facts.notBefore.daysTo(entry.facts.notAfter), 30);
    QVERIFY(entry.hasPrivateKey);
}

void FormDialogsTest::certificateNeedsAnIssuer()
{
    WindowFixture fixture;
    NewCertificateDialog dialog(fixture.context());
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(!acceptable(dialog, "newCertificateDialogAccept"));
    QVERIFY(textOf(&dialog, "certificateIssuerMessage").contains(QStringLiteral("Make a CA")));
    dialog.setKind(CertificateKind::Ca);
    QVERIFY(acceptable(dialog, "newCertificateDialogAccept"));
    QVERIFY(!find(&dialog, "certificateSan")->isEnabled());
}

void FormDialogsTest::wrongPasswordIsAskedAgain()
{
    PasswordDialog dialog(PasswordDialog::Of::File,
                          QStringLiteral("shop.p12"),
                          QStringLiteral("The password is wrong."));
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(!acceptable(dialog, "passwordDialogAccept"));
    QCOMPARE(textOf(&dialog, "passwordMessage"), QStringLiteral("The password is wrong."));
    QCOMPARE(find<QLineEdit>(&dialog, "password")->echoMode(), QLineEdit::Password);
    QVERIFY(type(&dialog, "password", QStringLiteral("secret")));
    QVERIFY(acceptable(dialog, "passwordDialogAccept"));
    QCOMPARE(dialog.password(), QByteArray("secret"));
}

} // namespace workbench

QTEST_MAIN(workbench::FormDialogsTest)
#include "form_dialogs_test.moc"
