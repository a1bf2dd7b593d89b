#include "core/connection/tls_catalogue.h"
#include "tests/ui/support/window_fixture.h"
#include "ui/clients/client_dialog.h"
#include "ui/common/collapsible_group.h"
#include "ui/common/form_field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

namespace workbench {

using tests::click;
using tests::find;
using tests::textOf;
using tests::type;
using tests::WindowFixture;

/// The dialog of a client says beside each field what is wrong with it, while it is typed.
class ClientDialogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clientPorts_data();
    void clientPorts();
    void clientEmptyHostIsThisComputer();
    void row2UrlOffersItsParts_data();
    void row2UrlOffersItsParts();
    void hostWithPortOffersItsParts();
    void internationalNameIsShownBothWays();
    void clientTimeLimits_data();
    void clientTimeLimits();
    void row2WhatIsNoHostIsTold();
    void row3PortByServiceName();
    void row21AddressFamily();
    void limitsOfTheData();
    void proxyNeedsHostAndPort();
    void row18SocketOptionsThatDoNotFit_data();
    void row18SocketOptionsThatDoNotFit();
    void fiveUsualFieldsStandInFront();
    void localPortMayBeAService();
    void explicitTlsIsNotForDatagrams();
    void row4OldVersionsAreAnswered();
    void gapInVersionsIsSaid();
    void row20LegacyPresetBringsOldSuites();

private:
    static bool acceptable(const QWidget& dialog, const char* name)
    {
        return find<QPushButton>(&dialog, name)->isEnabled();
    }
};

void ClientDialogTest::clientPorts_data()
{
    QTest::addColumn<QString>("port");
    QTest::addColumn<bool>("good");
    QTest::newRow("usual") << QStringLiteral("443") << true;
    QTest::newRow("least") << QStringLiteral("1") << true;
    QTest::newRow("greatest") << QStringLiteral("65535") << true;
    QTest::newRow("zero") << QStringLiteral("0") << false;
    QTest::newRow("too great") << QStringLiteral("70000") << false;
    QTest::newRow("no number") << QStringLiteral("44 3x") << false;
    QTest::newRow("nothing") << QString() << false;
}

void ClientDialogTest::clientPorts()
{
    QFETCH(QString, port);
    QFETCH(bool, good);
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(type(&dialog, "clientHost", QStringLiteral("shop.test")));
    QVERIFY(type(&dialog, "clientPort", port));
    QCOMPARE(acceptable(dialog, "clientDialogAccept"), good);
    const QString message = textOf(&dialog, "clientPortMessage");
    QVERIFY(good || !message.isEmpty()); // a good one may say whose port it is
    QCOMPARE(find<QLineEdit>(&dialog, "clientPort")->accessibleDescription(), message);
    if (!good && !port.isEmpty()) {
        QVERIFY2(message.contains(port) || message.contains(QStringLiteral("65535")),
                 qPrintable(message));
    }
}

void ClientDialogTest::clientEmptyHostIsThisComputer()
{
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(acceptable(dialog, "clientDialogAccept"));
    QVERIFY(textOf(&dialog, "clientHostMessage").contains(QStringLiteral("this computer")));
    QCOMPARE(dialog.profile().host, QString());
    QVERIFY(!dialog.profile().name.isEmpty());
}

void ClientDialogTest::row2UrlOffersItsParts_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("starttls");
    const auto row = [](const char* url, const char* host, int port, const char* starttls) {
        QTest::newRow(url) << QString::fromLatin1(url) << QString::fromLatin1(host) << port
                           << QString::fromLatin1(starttls);
    };
    row("https://shop.test:8443/basket", "shop.test", 8443, "");
    row("wss://chat.test/socket?x=1#y", "chat.test", 443, "");
    row("smtp://mail.test", "mail.test", 25, "smtp");
    row("submission://mail.test", "mail.test", 587, "smtp");
    row("smtps://mail.test", "mail.test", 465, "");
    row("imap://me@mail.test/INBOX", "mail.test", 143, "imap");
    row("imaps://mail.test", "mail.test", 993, "");
    row("pop://mail.test", "mail.test", 110, "pop3");
    row("sieve://mail.test", "mail.test", 4190, "sieve");
    row("ftp://files.test/x", "files.test", 21, "ftp");
    row("ldap://[::1]:3890/dc=test", "::1", 3890, "ldap");
    row("xmpp:me@chat.test", "chat.test", 5222, "xmpp");
    row("postgresql://me:secret@db.test/x", "db.test", 5432, "postgres");
    row("mysql://db.test:3307", "db.test", 3307, "mysql");
    row("nntp://news.test/group", "news.test", 119, "nntp");
    row("irc://chat.test", "chat.test", 6667, "irc");
    row("rdp://desk.test", "desk.test", 3389, "rdp");
    row("mqtts://broker.test", "broker.test", 8883, "");
}

void ClientDialogTest::row2UrlOffersItsParts()
{
    QFETCH(const QString, url);
    QFETCH(const QString, host);
    QFETCH(const int, port);
    QFETCH(const QString, starttls);
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(type(&dialog, "clientHost", url));
    QVERIFY(!acceptable(dialog, "clientDialogAccept"));
    QVERIFY(!textOf(&dialog, "clientHostMessage").isEmpty());
    QVERIFY(click(&dialog, "clientHostOffer"));
    QCOMPARE(textOf(&dialog, "clientHost"), host);
    QCOMPARE(textOf(&dialog, "clientPort"), QString::number(port));
    QCOMPARE(dialog.profile().explicitTls.protocol, starttls);
    QVERIFY(acceptable(dialog, "clientDialogAccept"));
    QVERIFY(find(&dialog, "clientHostOffer")->isHidden());
}

void ClientDialogTest::hostWithPortOffersItsParts()
{
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(type(&dialog, "clientHost", QStringLiteral("[::1]:5043")));
    QVERIFY(!acceptable(dialog, "clientDialogAccept"));
    QVERIFY(click(&dialog, "clientHostOffer"));
    QCOMPARE(textOf(&dialog, "clientHost"), QStringLiteral("::1"));
    QCOMPARE(textOf(&dialog, "clientPort"), QStringLiteral("5043"));
    QVERIFY(acceptable(dialog, "clientDialogAccept"));
}

void ClientDialogTest::internationalNameIsShownBothWays()
{
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    find<QLineEdit>(&dialog, "clientHost")->setText(QStringLiteral("bücher.example"));
    QVERIFY(textOf(&dialog, "clientHostMessage").contains(QStringLiteral("xn--bcher-kva.example")));
    QVERIFY(acceptable(dialog, "clientDialogAccept"));
}

void ClientDialogTest::clientTimeLimits_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("milliseconds"); // -1: refused
    QTest::newRow("milliseconds") << QStringLiteral("10") << 10;
    QTest::newRow("readable") << QStringLiteral("1 s") << 1000;
    QTest::newRow("fraction") << QStringLiteral("1.5 s") << 1500;
    QTest::newRow("minutes") << QStringLiteral("2 min") << 120'000;
    QTest::newRow("negative") << QStringLiteral("-1 s") << -1;
    QTest::newRow("word") << QStringLiteral("soon") << -1;
    QTest::newRow("empty") << QString() << -1;
}

void ClientDialogTest::clientTimeLimits()
{
    QFETCH(QString, text);
    QFETCH(int, milliseconds);
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(type(&dialog, "clientTimeout", text));
    QCOMPARE(acceptable(dialog, "clientDialogAccept"), milliseconds >= 0);
    if (milliseconds >= 0) {
        QCOMPARE(dialog.profile().limits.whole.count(), milliseconds);
    }
}

void ClientDialogTest::row2WhatIsNoHostIsTold()
{
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    for (const char* text : {"mailto:me@shop.test", "127.1", "fe80::1%nowhere0"}) {
        find<QLineEdit>(&dialog, "clientHost")->setText(QString::fromLatin1(text));
        QVERIFY(!acceptable(dialog, "clientDialogAccept"));
        QVERIFY(!textOf(&dialog, "clientHostMessage").isEmpty());
    }
    find<QLineEdit>(&dialog, "clientHost")->setText(QStringLiteral("postgres://db.test/shop"));
    QVERIFY(textOf(&dialog, "clientHostMessage").contains(QStringLiteral("STARTTLS")));
    QVERIFY(click(&dialog, "clientHostOffer"));
    QCOMPARE(textOf(&dialog, "clientHost"), QStringLiteral("db.test"));
    QCOMPARE(textOf(&dialog, "clientPort"), QStringLiteral("5432"));
}

void ClientDialogTest::row3PortByServiceName()
{
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    find<QLineEdit>(&dialog, "clientPort")->setText(QStringLiteral("imaps"));
    QVERIFY(acceptable(dialog, "clientDialogAccept"));
    QCOMPARE(int(dialog.profile().port), 993);
    QVERIFY(textOf(&dialog, "clientPortMessage").contains(QStringLiteral("993")));
    find<QLineEdit>(&dialog, "clientPort")->setText(QStringLiteral("5432"));
    QVERIFY(textOf(&dialog, "clientPortMessage").contains(QStringLiteral("postgresql")));
    find<QLineEdit>(&dialog, "clientPort")->setText(QStringLiteral("imapz"));
    QVERIFY(!acceptable(dialog, "clientDialogAccept"));
}

void ClientDialogTest::row21AddressFamily()
{
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QCOMPARE(dialog.profile().family, FamilyPreference::HappyEyeballs);
    auto* family = find<QComboBox>(&dialog, "clientAddressFamily");
    family->setCurrentIndex(family->findData(static_cast<int>(FamilyPreference::PreferIpv6)));
    QCOMPARE(dialog.profile().family, FamilyPreference::PreferIpv6);
    QVERIFY(textOf(&dialog, "clientAddressFamilyMessage").contains(QStringLiteral("IPv6")));
    const QString six = textOf(&dialog, "clientAddressFamilyMessage");
    family->setCurrentIndex(family->findData(static_cast<int>(FamilyPreference::OnlyIpv4)));
    QVERIFY(textOf(&dialog, "clientAddressFamilyMessage") != six);
}

void ClientDialogTest::limitsOfTheData()
{
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    find<QLineEdit>(&dialog, "clientIdleLimit")->setText(QStringLiteral("1.5 s"));
    find<QLineEdit>(&dialog, "clientDataLimit")->setText(QStringLiteral("2 min"));
    QVERIFY(acceptable(dialog, "clientDialogAccept"));
    QCOMPARE(dialog.profile().limits.idle, Milliseconds(1500));
    QCOMPARE(dialog.profile().limits.data, Milliseconds(120'000));
    find<QLineEdit>(&dialog, "clientIdleLimit")->setText(QStringLiteral("soon"));
    QVERIFY(!acceptable(dialog, "clientDialogAccept"));
}

void ClientDialogTest::proxyNeedsHostAndPort()
{
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    auto* kind = find<QComboBox>(&dialog, "clientProxyKind");
    kind->setCurrentIndex(kind->findData(static_cast<int>(ProxyKind::Http)));
    QVERIFY(!acceptable(dialog, "clientDialogAccept"));
    find<QLineEdit>(&dialog, "clientProxyHost")->setText(QStringLiteral("proxy.test:3128"));
    find<QLineEdit>(&dialog, "clientProxyPort")->setText(QStringLiteral("3128"));
    QVERIFY(!acceptable(dialog, "clientDialogAccept")); // the port has a field of its own
    find<QLineEdit>(&dialog, "clientProxyHost")->setText(QStringLiteral("proxy.test"));
    QVERIFY(acceptable(dialog, "clientDialogAccept"));
    QCOMPARE(dialog.profile().proxy.toUrl(), QStringLiteral("http://proxy.test:3128"));
    kind->setCurrentIndex(kind->findData(static_cast<int>(ProxyKind::Socks5)));
    find<QLineEdit>(&dialog, "clientProxyUser")->setText(QStringLiteral("a:b"));
    QVERIFY(acceptable(dialog, "clientDialogAccept"));
    QCOMPARE(dialog.profile().proxy.user, QStringLiteral("a:b"));
    kind->setCurrentIndex(kind->findData(static_cast<int>(ProxyKind::Http)));
    QVERIFY(!acceptable(dialog, "clientDialogAccept")); // RFC 7617 §2
    kind->setCurrentIndex(kind->findData(static_cast<int>(ProxyKind::System)));
    QVERIFY(acceptable(dialog, "clientDialogAccept"));
    QCOMPARE(dialog.profile().proxy.toUrl(), QStringLiteral("system"));
    auto* protocol = find<QComboBox>(&dialog, "clientProtocol");
    protocol->setCurrentIndex(1);
    QVERIFY(!acceptable(dialog, "clientDialogAccept")); // no datagrams through a proxy
    kind->setCurrentIndex(0);
    QVERIFY(!dialog.profile().proxy.isSet());
    QVERIFY(acceptable(dialog, "clientDialogAccept"));
}

/// The message stands beside the field that does not fit (row 18).
void ClientDialogTest::row18SocketOptionsThatDoNotFit_data()
{
    QTest::addColumn<int>("protocol");
    QTest::addColumn<QString>("editor");
    QTest::addColumn<QString>("value"); // empty: a box that is ticked
    constexpr int kTls = 0;
    constexpr int kDtls = 1;
    constexpr int kPlainUdp = 3;
    const auto row = [](int protocol, const char* editor, const char* value) {
        QTest::addRow("%s in %d", editor, protocol)
            << protocol << QString::fromLatin1(editor) << QString::fromLatin1(value);
    };
    row(kDtls, "clientKeepAlive", "");
    row(kTls, "clientBroadcast", "");
    row(kDtls, "clientBroadcast", "");
    row(kTls, "clientMtu", "500");
    row(kPlainUdp, "clientMtu", "500");
    row(kDtls, "clientMtu", "20");
    row(kDtls, "clientMtu", "large");
    row(kTls, "clientLocalPort", "0");
    row(kTls, "clientLocalPort", "70000");
    row(kTls, "clientLocalAddress", "eth0");
}

void ClientDialogTest::row18SocketOptionsThatDoNotFit()
{
    QFETCH(const int, protocol);
    QFETCH(const QString, editor);
    QFETCH(const QString, value);
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    find<QComboBox>(&dialog, "clientProtocol")->setCurrentIndex(protocol);
    QVERIFY(acceptable(dialog, "clientDialogAccept"));
    const QByteArray message = (editor + QStringLiteral("Message")).toLatin1();
    const QString hint = textOf(&dialog, message.constData());
    if (value.isEmpty()) {
        dialog.findChild<QCheckBox*>(editor)->setChecked(true);
    } else {
        dialog.findChild<QLineEdit*>(editor)->setText(value);
    }
    QVERIFY(!acceptable(dialog, "clientDialogAccept"));
    QVERIFY(textOf(&dialog, message.constData()) != hint); // beside the field itself
}

/// The rest stands in groups that open.
void ClientDialogTest::fiveUsualFieldsStandInFront()
{
    WindowFixture fixture;
    const ClientDialog dialog(fixture.context(), {});
    QStringList front;
    const auto fields = dialog.findChildren<FormField*>();
    for (const FormField* field : fields) {
        const QWidget* parent = field->parentWidget();
        while (parent != nullptr && qobject_cast<const CollapsibleGroup*>(parent) == nullptr) {
            parent = parent->parentWidget();
        }
        if (parent == nullptr) {
            front.append(field->editor()->objectName());
        }
    }
    const QStringList usual {
        "clientHost", "clientPort", "clientName", "clientVersions", "clientVerify"};
    QCOMPARE(front, usual);
}

void ClientDialogTest::localPortMayBeAService()
{
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    find<QLineEdit>(&dialog, "clientLocalPort")->setText(QStringLiteral("imaps"));
    QCOMPARE(dialog.profile().socket.localPort, 993);
}

void ClientDialogTest::explicitTlsIsNotForDatagrams()
{
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    auto* starttls = find<QComboBox>(&dialog, "clientExplicitTls");
    starttls->setCurrentIndex(starttls->findData(QStringLiteral("smtp")));
    QVERIFY(acceptable(dialog, "clientDialogAccept"));
    find<QComboBox>(&dialog, "clientProtocol")->setCurrentIndex(1); // DTLS
    QVERIFY(!acceptable(dialog, "clientDialogAccept"));
    QVERIFY(textOf(&dialog, "clientExplicitTlsMessage").contains(QStringLiteral("not over UDP")));
}

void ClientDialogTest::row4OldVersionsAreAnswered()
{
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QCOMPARE(dialog.profile().versions, kModernVersions);
    QVERIFY(click(&dialog, "clientVersionsSSL3"));
    QVERIFY(!acceptable(dialog, "clientDialogAccept"));
    QVERIFY(!textOf(&dialog, "clientVersionsMessage").isEmpty());
    QVERIFY(click(&dialog, "clientVersionsSSL3"));
    QVERIFY(acceptable(dialog, "clientDialogAccept"));
}

void ClientDialogTest::gapInVersionsIsSaid()
{
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(click(&dialog, "clientVersions1.0"));
    QCOMPARE(dialog.profile().versions, TlsVersionSet(TlsVersion::Tls10) | kModernVersions);
    QVERIFY2(textOf(&dialog, "clientVersionsMessage")
                 .contains(QStringLiteral("attempt for each of: TLS 1.0; TLS 1.2, TLS 1.3")),
             qPrintable(textOf(&dialog, "clientVersionsMessage")));
    QVERIFY(acceptable(dialog, "clientDialogAccept"));
}

void ClientDialogTest::row20LegacyPresetBringsOldSuites()
{
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    auto* presets = find<QComboBox>(&dialog, "clientVersionsPreset");
    const auto choose = [presets](const QString& word) {
        presets->setCurrentIndex(presets->findData(word));
        Q_EMIT presets->activated(presets->currentIndex());
    };
    choose(QStringLiteral("legacy"));
    QCOMPARE(dialog.profile().versions, kAllTlsVersions);
    QCOMPARE(dialog.profile().tuning.cipherList, QString::fromLatin1(kLegacyCipherList));
    QCOMPARE(dialog.profile().tuning.securityLevel, 0);
    const QString missing
        = unknownCipherWords(QString::fromLatin1(kLegacyCipherList)).join(QStringLiteral(", "));
    QVERIFY2(textOf(&dialog, "clientVersionsMessage").contains(missing),
             qPrintable(textOf(&dialog, "clientVersionsMessage")));
    choose(QStringLiteral("modern"));
    QCOMPARE(dialog.profile().tuning.cipherList, QString());
    QCOMPARE(dialog.profile().tuning.securityLevel, -1);
    find<QLineEdit>(&dialog, "clientCiphers")->setText(QStringLiteral("AES128-SHA"));
    choose(QStringLiteral("legacy")); // what a person has typed stays
    QCOMPARE(dialog.profile().tuning.cipherList, QStringLiteral("AES128-SHA"));
}

} // namespace workbench

QTEST_MAIN(workbench::ClientDialogTest)

#include "client_dialog_test.moc"
