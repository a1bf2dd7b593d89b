#include "tests/ui/support/window_fixture.h"
#include "ui/clients/client_dialog.h"
#include "ui/common/form_field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include <algorithm>

namespace workbench {

using tests::find;
using tests::textOf;
using tests::WindowFixture;

namespace {

/// What makes an editor wrong. Paths begin in the fixture's folder where they begin with "~/".
struct Wrong
{
    const char* editor;
    const char* wrong;
    const char* said; ///< stands beside the field
    const char* right;
    const char* box = ""; ///< a box in which something has to be chosen before
    int item = 0;
};

constexpr int kUdp = 1; // of clientProtocol
constexpr int kPlain = 2; // of clientProtocol
constexpr int kHttp = 1; // of clientProxyKind
constexpr int kByHand = -1; // of clientExplicitTls: the last

const QByteArray kLong(300, 'a');
const QByteArray kPin(64, 'a');

const Wrong kWrong[] = {
    {"clientHost", "bad host", "host", "shop.test"},
    {"clientHost", "a..b", "host", ""},
    {"clientPort", "70000", "65535", "443"},
    {"clientPort", "", "needs a port", "imaps"},
    {"clientName", "taken", "named “taken” already", "free"},
    {"clientTimeout", "soon", "is not a duration", "10 s"},
    {"clientTimeout", "", "limit is needed", "0"},
    {"clientResolveLimit", "soon", "is not a duration", "1 s"},
    {"clientTcpLimit", "-1", "is not a duration", ""},
    {"clientProxyLimit", "1 year", "is not a duration", "1 min"},
    {"clientStarttlsLimit", "1 fortnight", "is not a duration", "1 min"},
    {"clientTlsLimit", "25 h", "24 hours", "1 h"},
    {"clientIdleLimit", "x", "is not a duration", "1 h"},
    {"clientDataLimit", "x", "is not a duration", "1 h"},
    {"clientPins", "abc", "no SHA-256", ""},
    {"clientCheckTime", "soon", "“soon” is no time", "2030-01-31 12:00:00"},
    {"clientRevocationLists", "/nowhere.crl", "/nowhere.crl", ""},
    {"clientTrustFiles", "/nowhere.pem", "/nowhere.pem", ""},
    {"clientLocalAddress", "eth0", "no IP address", "127.0.0.1"},
    {"clientLocalPort", "70000", "70000", "imaps"},
    {"clientServerName", "shop.test", "Without TLS", "", "clientProtocol", kPlain},
    {"clientAlpn", "h2", "Without TLS", "", "clientProtocol", kPlain},
    {"clientCiphers", "HIGH", "Without TLS", "", "clientProtocol", kPlain},
    {"clientGroups", "X25519", "Without TLS", "", "clientProtocol", kPlain},
    {"clientKeyLog", "~/keys", "Without TLS", "", "clientProtocol", kPlain},
    {"clientCapture", "~/a.pcapng", "Without TLS", "", "clientProtocol", kPlain},
    {"clientSession", "~/session", "Without TLS", "", "clientProtocol", kPlain},
    {"clientRecordPadding", "64", "Without TLS", "", "clientProtocol", kPlain},
    {"clientPins", kPin.constData(), "Without TLS", "", "clientProtocol", kPlain},
    {"clientPskIdentity", "me", "Without TLS", "", "clientProtocol", kPlain},
    {"clientSuites", "TLS_AES_128_GCM_SHA256", "Only TLS 1.3", "", "clientProtocol", kUdp},
    {"clientRecordPadding", "64", "Only TLS 1.3", "", "clientProtocol", kUdp},
    {"clientMtu", "20", "256", "1400", "clientProtocol", kUdp},
    {"clientProxyHost", "bad host", "host", "proxy.test", "clientProxyKind", kHttp},
    {"clientProxyHost",
     "proxy.test:8080",
     "field of its own",
     "proxy.test",
     "clientProxyKind",
     kHttp},
    {"clientProxyPort", "70000", "65535", "8080", "clientProxyKind", kHttp},
    {"clientProxyUser", "a:b", "colon", "me", "clientProxyKind", kHttp},
    {"clientClearScript", "~/missing", "no such file", "", "clientExplicitTls", kByHand},
    {"clientServerName", "a b", "is not a host name", "shop.test"},
    {"clientServerName", "192.0.2.1", "RFC 6066", ""},
    {"clientServerName", "shop.test:443", "no port", "xn--bcher-kva.test"},
    {"clientAlpn", kLong.constData(), "1 to 255 bytes", "h2, http/1.1"},
    {"clientCiphers", "NONESUCH", "NONESUCH", "HIGH"},
    {"clientSuites", "TLS_NONESUCH", "TLS_NONESUCH", ""},
    {"clientGroups", "P-255", "P-255", "P-256"},
    {"clientSignatures", "ed25520", "ed25520", "ed25519"},
    {"clientKeyLog", "~/none/keys", "cannot be written", "~/keys"},
    {"clientKeyLog", "~/", "Is a directory", ""},
    {"clientCapture", "~/none/a.pcapng", "cannot be written", "~/a.pcapng"},
    {"clientCapture", "~/", "Is a directory", ""},
    {"clientCapture", "/dev/full", "no file", ""},
    {"clientRecordPadding", "70000", "16384", "64"},
    {"clientMinimumDh", "1", "512", "2048"},
    {"clientSession", "~/none/session", "cannot be written", "~/session"},
    {"clientSession", "~/", "Is a directory", ""},
    {"clientPskIdentity", kLong.constData(), "at most", "me"},
    {"clientKeepData", "much", "much", "10 MB"},
    {"clientKeepData", "1 GB", "At most", "1 MB"},
    {"clientReceivedFile", "~/none/data", "cannot be written", "~/data"},
    {"clientReceivedFile", "~/", "Is a directory", ""},
};

} // namespace

/// What stands in the dialog of a client is checked there while it is typed, beside each field, and
/// not when it connects.
class ClientChecksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void wrongIsSaidBesideTheField_data();
    void wrongIsSaidBesideTheField();
    void everyEditorHasARow();
    void zeroIsNoLimit_data();
    void zeroIsNoLimit();
    void unusedIsSaidWhenTheRestChanges();
    void whatIsSwitchedOffIsNeverUnused();
    void addressOfTheOtherFamily();
    void tlsOnPortsInClearIsWarnedOf_data();
    void tlsOnPortsInClearIsWarnedOf();

private:
    QString text(const char* value) const
    {
        QString text = QString::fromUtf8(value);
        return text.startsWith(QLatin1String("~/")) ? m_fixture->path(text.mid(2)) : text;
    }

    std::unique_ptr<WindowFixture> m_fixture;
};

void ClientChecksTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    QVERIFY(m_fixture->workbench().addClient(WindowFixture::client(QStringLiteral("taken"), 1)));
}

void ClientChecksTest::wrongIsSaidBesideTheField_data()
{
    QTest::addColumn<int>("row");
    for (int row = 0; row < int(std::size(kWrong)); ++row) {
        QTest::addRow("%s: %.20s", kWrong[row].editor, kWrong[row].wrong) << row;
    }
}

void ClientChecksTest::wrongIsSaidBesideTheField()
{
    QFETCH(const int, row);
    const Wrong& wrong = kWrong[row];
    ClientDialog dialog(m_fixture->context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    if (*wrong.box != '\0') {
        auto* box = find<QComboBox>(&dialog, wrong.box);
        box->setCurrentIndex(wrong.item == kByHand ? box->count() - 1 : wrong.item);
        for (const char* needed : {"clientProxyHost", "clientProxyPort"}) {
            find<QLineEdit>(&dialog, needed)->setText(QStringLiteral("1080"));
        }
        find<QLineEdit>(&dialog, "clientProxyHost")->setText(QStringLiteral("proxy.test"));
    }
    auto* line = find<QLineEdit>(&dialog, wrong.editor);
    const auto* accept = find<QPushButton>(&dialog, "clientDialogAccept");
    line->setText(text(wrong.right));
    QVERIFY(accept->isEnabled());
    line->setText(text(wrong.wrong));
    QVERIFY(!accept->isEnabled());
    const auto fields = dialog.findChildren<FormField*>();
    const auto field = std::find_if(fields.begin(), fields.end(), [line](const FormField* one) {
        return one->isAncestorOf(line);
    });
    QVERIFY2((*field)->message().contains(QString::fromUtf8(wrong.said)),
             qPrintable((*field)->message()));
    line->setText(text(wrong.right));
    QVERIFY(accept->isEnabled());
}

/// What is typed into an editor that no row names is checked by nobody.
void ClientChecksTest::everyEditorHasARow()
{
    const ClientDialog dialog(m_fixture->context(), {});
    const auto lines = dialog.findChildren<QLineEdit*>();
    QVERIFY(lines.size() > 30);
    for (const QLineEdit* line : lines) {
        const bool hasRow
            = std::any_of(std::begin(kWrong), std::end(kWrong), [line](const Wrong& wrong) {
                  return line->objectName() == QLatin1String(wrong.editor);
              });
        QVERIFY2(hasRow, qPrintable(line->objectName()));
    }
}

void ClientChecksTest::zeroIsNoLimit_data()
{
    QTest::addColumn<QString>("editor");
    for (const char* editor : {"clientTimeout",
                               "clientResolveLimit",
                               "clientTcpLimit",
                               "clientProxyLimit",
                               "clientStarttlsLimit",
                               "clientTlsLimit",
                               "clientIdleLimit",
                               "clientDataLimit"}) {
        QTest::newRow(editor) << QString::fromLatin1(editor);
    }
}

/// As on the command line; the row says so.
void ClientChecksTest::zeroIsNoLimit()
{
    QFETCH(const QString, editor);
    ClientDialog dialog(m_fixture->context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    const QByteArray message = (editor + QStringLiteral("Message")).toLatin1();
    dialog.findChild<QLineEdit*>(editor)->setText(QStringLiteral("0 s"));
    QVERIFY(textOf(&dialog, message.constData()).contains(QStringLiteral("No limit")));
    QVERIFY(find<QPushButton>(&dialog, "clientDialogAccept")->isEnabled());
    dialog.findChild<QLineEdit*>(editor)->setText(QStringLiteral("1 s"));
    QVERIFY(!textOf(&dialog, message.constData()).contains(QStringLiteral("No limit")));
}

/// What leaves nothing to do may be chosen after what is of no use then, and taken back.
void ClientChecksTest::unusedIsSaidWhenTheRestChanges()
{
    ClientDialog dialog(m_fixture->context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    const auto* accept = find<QPushButton>(&dialog, "clientDialogAccept");
    auto* protocol = find<QComboBox>(&dialog, "clientProtocol");
    find<QLineEdit>(&dialog, "clientSuites")->setText(QStringLiteral("TLS_AES_128_GCM_SHA256"));
    find<QCheckBox>(&dialog, "clientTimestamps")->setChecked(true);
    QVERIFY(accept->isEnabled());
    protocol->setCurrentIndex(kPlain);
    for (const char* message : {"clientSuitesMessage", "clientTimestampsMessage"}) {
        QVERIFY2(textOf(&dialog, message).contains(QStringLiteral("Without TLS")), message);
    }
    protocol->setCurrentIndex(kUdp);
    QVERIFY(textOf(&dialog, "clientSuitesMessage").contains(QStringLiteral("Only TLS 1.3")));
    QVERIFY(!textOf(&dialog, "clientTimestampsMessage").contains(QStringLiteral("Without TLS")));
    QVERIFY(!accept->isEnabled());
    protocol->setCurrentIndex(0);
    QVERIFY(accept->isEnabled());
}

/// The way out would be to switch it on, for a hello that there is not.
void ClientChecksTest::whatIsSwitchedOffIsNeverUnused()
{
    ClientDialog dialog(m_fixture->context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    find<QLineEdit>(&dialog, "clientServerName")->setText(QStringLiteral("shop.test"));
    find<QCheckBox>(&dialog, "clientSendServerName")->setChecked(false);
    find<QCheckBox>(&dialog, "clientTickets")->setChecked(false);
    for (const int protocol : {0, kUdp, kPlain}) {
        find<QComboBox>(&dialog, "clientProtocol")->setCurrentIndex(protocol);
        QVERIFY2(find<QPushButton>(&dialog, "clientDialogAccept")->isEnabled(),
                 qPrintable(textOf(&dialog, "clientDialogMissing")));
    }
    find<QComboBox>(&dialog, "clientProtocol")->setCurrentIndex(0);
    find<QCheckBox>(&dialog, "clientVersions1.2")->setChecked(false);
    QCOMPARE(dialog.profile().versions, TlsVersionSet(TlsVersion::Tls13));
    QVERIFY(find<QPushButton>(&dialog, "clientDialogAccept")->isEnabled());
}

void ClientChecksTest::addressOfTheOtherFamily()
{
    ClientDialog dialog(m_fixture->context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    auto* family = find<QComboBox>(&dialog, "clientAddressFamily");
    family->setCurrentIndex(family->findData(static_cast<int>(FamilyPreference::OnlyIpv4)));
    const auto* accept = find<QPushButton>(&dialog, "clientDialogAccept");
    auto* host = find<QLineEdit>(&dialog, "clientHost");
    for (const char* fine : {"127.0.0.1", "shop.test", ""}) {
        host->setText(QLatin1String(fine));
        QVERIFY2(accept->isEnabled(), fine);
        host->setText(QStringLiteral("::1"));
        QVERIFY(!accept->isEnabled());
        QVERIFY(textOf(&dialog, "clientAddressFamilyMessage").contains(QStringLiteral("IPv6")));
    }
}

void ClientChecksTest::tlsOnPortsInClearIsWarnedOf_data()
{
    QTest::addColumn<QString>("port");
    QTest::addColumn<int>("protocol"); // an item of clientProtocol
    QTest::addColumn<QString>("said");
    constexpr int kTls = 0;
    constexpr int kPlainTcp = 2;
    QTest::newRow("MQTT") << QStringLiteral("1883") << kTls << QStringLiteral("port 8883");
    QTest::newRow("MQTT, by its name") << QStringLiteral("mqtt") << kTls << QStringLiteral("8883");
    QTest::newRow("MQTT in clear") << QStringLiteral("1883") << kPlainTcp << QString();
    QTest::newRow("MQTT with TLS") << QStringLiteral("8883") << kTls << QString();
    QTest::newRow("SMTP") << QStringLiteral("25") << kTls << QStringLiteral("STARTTLS “smtp”");
}

/// Beside the port; it stops nothing.
void ClientChecksTest::tlsOnPortsInClearIsWarnedOf()
{
    QFETCH(const QString, port);
    QFETCH(const int, protocol);
    QFETCH(const QString, said);
    ClientDialog dialog(m_fixture->context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    find<QComboBox>(&dialog, "clientProtocol")->setCurrentIndex(protocol);
    find<QLineEdit>(&dialog, "clientPort")->setText(port);
    const QString message = textOf(&dialog, "clientPortMessage");
    QVERIFY2(said.isEmpty() ? !message.contains(QStringLiteral("in clear"))
                            : message.contains(said),
             qPrintable(message));
    QVERIFY(find<QPushButton>(&dialog, "clientDialogAccept")->isEnabled());
}

} // namespace workbench

QTEST_MAIN(workbench::ClientChecksTest)
#include "client_checks_test.moc"
