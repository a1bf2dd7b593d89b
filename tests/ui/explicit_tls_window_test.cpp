#include "core/connection/explicit_tls/explicit_tls_protocol.h"
#include "tests/support/clear_talker.h"
#include "tests/ui/support/window_test.h"
#include "ui/clients/client_dialog.h"
#include "ui/common/fact_list.h"
#include "ui/common/form_field.h"
#include "ui/connection_view/connection_view.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>

namespace workbench {

using tests::ClearTalker;
using tests::click;
using tests::find;
using tests::textOf;
using tests::type;
using tests::WindowFixture;

/// Explicit TLS at the window: the dialog's group, and TLS that a person begins by hand.
class ExplicitTlsWindowTest : public tests::WindowTest
{
    Q_OBJECT

private Q_SLOTS:

    void init() { openWindow(); }

    void cleanup() { closeWindow(); }

    void row23ByHand();
    void row25IsAnsweredInWords();
    void dialogOffersEveryProtocol();
    void scriptIsReadWhileTyping();

private:
    QWidget* connectByHand(const ClearTalker& talker);
    bool inClear() const;
};

namespace {

const QString kName = QStringLiteral("mail");

QList<ClearTalker::Turn> turns()
{
    return {{"220 m ESMTP\r\n"}, {"220 go\r\n", 0, true}};
}

} // namespace

bool ExplicitTlsWindowTest::inClear() const
{
    const Workbench& workbench = m_fixture->workbench();
    const auto last = workbench.connection(workbench.clientStatus(kName).lastRecord);
    return last && last->record->awaitsStartTls;
}

/// The panel of the attempts, with the data in front.
QWidget* ExplicitTlsWindowTest::connectByHand(const ClearTalker& talker)
{
    ClientProfile profile = WindowFixture::client(kName, talker.serverPort());
    profile.explicitTls.protocol = ExplicitTlsChoice::kManual;
    if (!m_fixture->workbench().addClient(profile)) {
        return nullptr;
    }
    m_window->showClient(kName);
    if (!m_fixture->workbench().connectClient(kName)
        || !QTest::qWaitFor([this] { return inClear(); })) {
        return nullptr;
    }
    auto* attempts = find(m_window.get(), "clientAttempts");
    find<ConnectionView>(attempts, "clientAttemptsView")->showTab(QStringLiteral("dataTab"));
    return attempts;
}

void ExplicitTlsWindowTest::row23ByHand()
{
    m_fixture->addCertificates();
    const ClearTalker talker(turns(), m_fixture->startServer(QStringLiteral("echo")));
    const QWidget* attempts = connectByHand(talker);
    QVERIFY(attempts);
    QTRY_VERIFY(textOf(m_window.get(), "clientHeaderState").contains(QStringLiteral("clear")));
    const auto* text = find<QPlainTextEdit>(attempts, "dataText");
    QTRY_VERIFY(text->toPlainText().contains(QStringLiteral("220 m ESMTP")));
    QVERIFY(textOf(attempts, "dataSummary").contains(QStringLiteral("Open in clear")));
    find<QComboBox>(attempts, "sendLineEnd")->setCurrentIndex(2);
    QVERIFY(type(attempts, "sendInput", QStringLiteral("STARTTLS")));
    QVERIFY(click(attempts, "sendButton"));
    QTRY_VERIFY(text->toPlainText().contains(QStringLiteral("220 go")));
    QVERIFY(text->toPlainText().contains(QStringLiteral("sent in clear")));
    QCOMPARE(talker.heard(), QByteArray("STARTTLS\r\n"));
    QVERIFY(click(attempts, "startTlsButton"));
    QTRY_VERIFY(m_fixture->workbench().clientStatus(kName).open);
    QVERIFY(type(attempts, "sendInput", QStringLiteral("inside")));
    QVERIFY(click(attempts, "sendButton"));
    QTRY_COMPARE(text->toPlainText().count(QStringLiteral("inside")), 2);
    find<QComboBox>(attempts, "dataView")->setCurrentIndex(1);
    QVERIFY(text->toPlainText().contains(QStringLiteral("53 54 41 52")));
    find<ConnectionView>(attempts, "clientAttemptsView")->showTab(QStringLiteral("overviewTab"));
    QTRY_COMPARE(find<FactList>(attempts, "endFacts")->value(QStringLiteral("Before TLS")),
                 QStringLiteral("10 B sent, 21 B received"));
}

void ExplicitTlsWindowTest::row25IsAnsweredInWords()
{
    m_fixture->addCertificates();
    const ClearTalker talker(turns(), m_fixture->startServer(QStringLiteral("echo")));
    QSignalSpy refused(&m_fixture->workbench(), &Workbench::clientRefused);
    m_fixture->workbench().startTls(kName);
    QTRY_COMPARE(refused.size(), 1); // there is no connection yet
    QVERIFY(
        refused.takeFirst().at(1).value<Error>().message.contains(QStringLiteral("no connection")));
    const QWidget* attempts = connectByHand(talker);
    QVERIFY(attempts);
    QVERIFY(type(attempts, "sendInput", QStringLiteral("STARTTLS")));
    QVERIFY(click(attempts, "sendButton"));
    QTRY_COMPARE(
        find<QPlainTextEdit>(attempts, "dataText")->toPlainText().count(QStringLiteral("220")), 2);
    QVERIFY(click(attempts, "startTlsButton"));
    QVERIFY(click(attempts, "startTlsButton"));
    QTRY_COMPARE(refused.size(), 1);
    QTRY_VERIFY(m_fixture->workbench().clientStatus(kName).open);
    QVERIFY(click(attempts, "startTlsButton"));
    QTRY_COMPARE(refused.size(), 2);
    QVERIFY(refused.last().at(1).value<Error>().message.contains(QStringLiteral("active")));
    QTRY_VERIFY(message().contains(QStringLiteral("TLS is active")));
    QVERIFY(m_fixture->workbench().clientStatus(kName).open);
}

void ExplicitTlsWindowTest::dialogOffersEveryProtocol()
{
    ClientDialog dialog(m_fixture->context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    auto* protocol = find<QComboBox>(&dialog, "clientExplicitTls");
    auto* port = find<QLineEdit>(&dialog, "clientPort");
    const auto choose = [&](const char* word) {
        protocol->setCurrentIndex(protocol->findData(QString::fromLatin1(word)));
        Q_EMIT protocol->activated(protocol->currentIndex());
    };
    QVERIFY(!protocol->accessibleName().isEmpty());
    QCOMPARE(protocol->count(), int(explicitTlsProtocols().size()) + 2); // none, and by hand
    QCOMPARE(port->text(), QStringLiteral("443"));
    choose("imap");
    QCOMPARE(port->text(), QStringLiteral("143"));
    QCOMPARE(dialog.profile().explicitTls.protocol, QStringLiteral("imap"));
    port->setText(QStringLiteral("1143"));
    choose("smtp");
    QCOMPARE(port->text(), QStringLiteral("1143")); // of one's own
    choose("");
    QVERIFY(!dialog.profile().explicitTls.isSet());
    // What a profile holds is shown, and its port stays.
    ClientProfile profile = WindowFixture::client(kName, 443);
    profile.explicitTls.protocol = QStringLiteral("xmpp-server");
    dialog.setProfile(profile);
    QCOMPARE(dialog.profile().explicitTls, profile.explicitTls);
    QCOMPARE(port->text(), QStringLiteral("443"));
}

void ExplicitTlsWindowTest::scriptIsReadWhileTyping()
{
    const QString path = m_fixture->path(QStringLiteral("script"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("expect 220\nsay hello\n");
    file.close();
    ClientDialog dialog(m_fixture->context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    auto* protocol = find<QComboBox>(&dialog, "clientExplicitTls");
    auto* script = find<QLineEdit>(&dialog, "clientClearScript");
    QVERIFY(!script->isEnabled());
    protocol->setCurrentIndex(protocol->findData(QString(ExplicitTlsChoice::kManual)));
    QVERIFY(script->isEnabled());
    script->setText(path);
    QVERIFY(script->accessibleDescription().contains(QStringLiteral("Line 2")));
    QVERIFY(!dialog.isComplete());
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write("expect 220\n");
    file.close();
    dialog.revalidate();
    QVERIFY(dialog.isComplete());
    QCOMPARE(dialog.profile().explicitTls.scriptPath, path);
}

} // namespace workbench

QTEST_MAIN(workbench::ExplicitTlsWindowTest)
#include "explicit_tls_window_test.moc"
